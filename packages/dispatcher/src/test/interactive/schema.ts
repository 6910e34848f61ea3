// SPDX-License-Identifier: Apache-2.0
import { Block } from '@lava/protocol/job/job.ts';
import * as z from 'zod';
import { testMethod } from '../../job/define-method.ts';
import { isEmptyValue } from '../../job/refusal.ts';

const message = z.string().describe('Regular expression of the answer.');
const Id = z.string().optional();

/** One command typed at a prompt, and what its answer must look like. */
export const Command = z.looseObject({
  command: z.string().nullish().describe('What is typed; null: only wait.'),
  name: z.string().optional().describe('Test case that records the outcome.'),
  delay: z.number().optional().describe('Seconds before the command is typed.'),
  wait_for_prompt: z
    .boolean()
    .optional()
    .describe('Wait for a prompt before the next command; true by default.'),
  successes: z
    .array(z.looseObject({ message }))
    .optional()
    .describe('Answers that are right; named groups are kept for later commands.'),
  failures: z
    .array(
      z.looseObject({
        message,
        exception: z
          .enum(['InfrastructureError', 'JobError', 'TestError'])
          .optional()
          .describe('End the job with this kind of error.'),
        error: z.string().optional().describe('Text of the error.'),
      }),
    )
    .optional()
    .describe('Answers that are wrong.'),
  'lava-send': Id.describe('Multinode message to send.'),
  'lava-sync': Id.describe('Multinode message to wait for from all, having sent it.'),
  'lava-wait': Id.describe('Multinode message to wait for.'),
  'lava-wait-all': Id.describe('Multinode message to wait for from all; `id role=ROLE` for one role.'),
});
export type Command = z.infer<typeof Command>;

export const Script = z.looseObject({
  name: z.string().describe('Name of the script; its suite in the results.'),
  prompts: z.array(z.string()).describe('Regular expressions of the prompt.'),
  echo: z.literal('discard').optional().describe('What is typed comes back, and is left out of the answer.'),
  expected: z.array(z.string()).optional().describe('Test cases that must report; the others fail.'),
  script: z.array(Command).describe('Commands, typed one after the other.'),
});
export type Script = z.infer<typeof Script>;

export const InteractiveBlock = Block.extend({
  interactive: z.array(Script).describe('Scripts, run one after the other.'),
});
export type InteractiveBlock = z.infer<typeof InteractiveBlock>;

const REQUIRED = ['name', 'prompts', 'script'];

export const interactiveSchema = testMethod({
  word: 'interactive',
  summary:
    'Commands typed at a prompt, whose answers are compared; for bootloaders and systems without a shell.',
  block: InteractiveBlock,

  refuses({ block }) {
    const { interactive: listed } = block;
    // An empty one is planned as a list of nothing.
    if (!Array.isArray(listed)) return isEmptyValue(listed) ? undefined : 'the block has no `interactive`';
    const missing = REQUIRED.filter((key) => listed.some((script) => !Object.hasOwn(Object(script), key)));
    return missing.length > 0 ? `a script lacks ${missing.join(', ')}` : undefined;
  },
});
