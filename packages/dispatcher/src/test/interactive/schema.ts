// SPDX-License-Identifier: Apache-2.0
import { Block } from '@lava/protocol/job/job.ts';
import { z } from 'zod';
import type { TestMethodSchema } from '../../engine/method-schema.ts';

/** One command typed at a prompt, and what its answer must look like. */
export const Command = z.looseObject({
  command: z.string().nullish(),
  name: z.string().optional(),
  /** Seconds before the command is typed. */
  delay: z.number().optional(),
  wait_for_prompt: z.boolean().optional(),
  successes: z.array(z.looseObject({ message: z.string() })).optional(),
  failures: z
    .array(
      z.looseObject({
        message: z.string(),
        exception: z.enum(['InfrastructureError', 'JobError', 'TestError']).optional(),
        error: z.string().optional(),
      }),
    )
    .optional(),
});
export type Command = z.infer<typeof Command>;

export const Script = z.looseObject({
  name: z.string(),
  prompts: z.array(z.string()),
  echo: z.literal('discard').optional(),
  expected: z.array(z.string()).optional(),
  script: z.array(Command),
});
export type Script = z.infer<typeof Script>;

export const InteractiveBlock = Block.extend({ interactive: z.array(Script) });
export type InteractiveBlock = z.infer<typeof InteractiveBlock>;

const REQUIRED = ['name', 'prompts', 'script'];

export const interactiveSchema: TestMethodSchema<InteractiveBlock> = {
  name: 'interactive',
  words: ['interactive'],
  schema: InteractiveBlock,
  needsDeploymentData: false,
  needsOverlay: false,
  needsShell: false,

  refuses({ block }) {
    const { interactive: listed } = block;
    if (!Array.isArray(listed)) return 'the block has no `interactive`';
    const missing = REQUIRED.filter((key) => listed.some((script) => !Object.hasOwn(Object(script), key)));
    return missing.length > 0 ? `a script lacks ${missing.join(', ')}` : undefined;
  },
};
