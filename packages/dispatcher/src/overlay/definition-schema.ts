// SPDX-License-Identifier: Apache-2.0
import { Block } from '@lava/protocol/job/job.ts';
import * as z from 'zod';
import { ArtefactUrl, GitAddress, GitReference, Headers, PathText } from '../job/text-schema.ts';
import { TestDefinition } from './test-definition-schema.ts';

const Values = z.record(z.string(), z.unknown()).optional();
const Lines = z.array(z.string()).optional();

const Common = {
  path: PathText.describe('Path of the definition in the repository.'),
  name: z.string().describe('Name of the definition; its suite in the results.'),
  skip_install: z
    .array(z.enum(['keys', 'sources', 'deps', 'steps', 'git-repos', 'all']))
    .optional()
    .describe('Parts of the installation that are left out.'),
  'lava-signal': z
    .enum(['kmsg', 'stdout'])
    .optional()
    .describe('Where results are written to: the console, or the kernel log.'),
  expected: Lines.describe('Test cases that must report; the others fail.'),
  parameters: Values.describe('Variables for the definition.'),
  params: Values.describe('The same as `parameters`.'),
};

/** Where a test definition comes from, and with what settings it runs. */
export const Definition = z.discriminatedUnion('from', [
  z.looseObject({
    from: z.literal('git').describe('Where it comes from: a git repository, an archive, or the job itself.'),
    repository: GitAddress.describe('Address of the repository.'),
    branch: GitReference.min(1).optional().describe('Branch to clone.'),
    revision: GitReference.min(1).optional().describe('Commit to check out.'),
    history: z.boolean().optional().describe('False: the .git directory is removed.'),
    shallow: z.boolean().optional().describe('False: clone all of the history.'),
    recursive: z.boolean().optional().describe('Clone submodules too.'),
    ...Common,
  }),
  z.looseObject({
    from: z.literal('url').describe('Where it comes from: a git repository, an archive, or the job itself.'),
    repository: ArtefactUrl.describe('Address of the archive.'),
    compression: z.string().optional().describe('How the archive is compressed.'),
    'strip-components': z
      .int()
      .nonnegative()
      .optional()
      .describe('Leading directories of the archive to leave out.'),
    headers: Headers.optional().describe('HTTP headers to send.'),
    ...Common,
  }),
  z.looseObject({
    from: z
      .literal('inline')
      .describe('Where it comes from: a git repository, an archive, or the job itself.'),
    repository: TestDefinition.describe('The definition.'),
    ...Common,
  }),
]);
export type Definition = z.infer<typeof Definition>;

/** Scripts that run in the device's shell and report through `lava-test-case` and its kin. */
export const DefinitionsBlock = Block.extend({
  definitions: z.array(Definition).describe('Test definitions, run one after the other.'),
});
export type DefinitionsBlock = z.infer<typeof DefinitionsBlock>;
