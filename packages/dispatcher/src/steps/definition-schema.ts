// SPDX-License-Identifier: Apache-2.0
import { Block } from '@lava/protocol/job/job.ts';
import { z } from 'zod';

const Common = {
  path: z.string(),
  name: z.string(),
  skip_install: z.array(z.enum(['keys', 'sources', 'deps', 'steps', 'git-repos', 'all'])).optional(),
  'lava-signal': z.enum(['kmsg', 'stdout']).optional(),
  expected: z.array(z.string()).optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
  params: z.record(z.string(), z.unknown()).optional(),
};

/** Where a test definition comes from, and with what settings it runs. */
export const Definition = z.discriminatedUnion('from', [
  z.looseObject({
    from: z.literal('git'),
    repository: z.string(),
    branch: z.string().optional(),
    revision: z.string().optional(),
    history: z.boolean().optional(),
    shallow: z.boolean().optional(),
    recursive: z.boolean().optional(),
    ...Common,
  }),
  z.looseObject({
    from: z.literal('url'),
    repository: z.string(),
    compression: z.string().optional(),
    'strip-components': z.int().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    ...Common,
  }),
  z.looseObject({ from: z.literal('inline'), repository: z.looseObject({}), ...Common }),
]);
export type Definition = z.infer<typeof Definition>;

/** Scripts that run in the device's shell and report through `lava-test-case` and its kin. */
export const DefinitionsBlock = Block.extend({ definitions: z.array(Definition) });
export type DefinitionsBlock = z.infer<typeof DefinitionsBlock>;
