// SPDX-License-Identifier: Apache-2.0
import { Block } from '@lava/protocol/job/job.ts';
import { Verdict } from '@lava/protocol/record/record.ts';
import { z } from 'zod';

const Values = z.record(z.string(), z.unknown()).optional();
const Lines = z.array(z.string()).optional();

const Common = {
  path: z.string().describe('Path of the definition in the repository.'),
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

/** What a test definition file holds; here it stands in the job itself. */
const TestDefinition = z.looseObject({
  metadata: z
    .looseObject({
      format: z.string().optional().describe('Lava-Test Test Definition 1.0'),
      name: z.string().optional().describe('Name of the definition.'),
      description: z.string().optional().describe('What it tests.'),
      os: z.unknown().optional().describe('Operating systems that it is made for.'),
      scope: z.unknown().optional().describe('What it is good for.'),
      devices: z.unknown().optional().describe('Devices that it is made for.'),
      environment: z.unknown().optional().describe('Environments that it is made for.'),
      maintainer: z.unknown().optional().describe('Who looks after it.'),
    })
    .optional()
    .describe('About the definition.'),
  install: z
    .looseObject({
      deps: z
        .unknown()
        .optional()
        .describe('Packages to install; `deps-debian` and the like for one distribution.'),
      'git-repos': z.unknown().optional().describe('Repositories that are cloned beside the definition.'),
      keys: z.unknown().optional().describe('Keys of package sources.'),
      sources: z.unknown().optional().describe('Package sources.'),
      steps: z.unknown().optional().describe('Shell commands that install.'),
    })
    .nullish()
    .describe('What is installed first.'),
  parameters: z.unknown().optional().describe('Variables, and their values where the job says nothing.'),
  params: z.unknown().optional().describe('The same as `parameters`.'),
  parse: z
    .looseObject({
      pattern: z.string().nullish().describe('Regular expression that reads results from the output.'),
      fixupdict: z.record(z.string(), Verdict).nullish().describe('Verdicts by the words of the output.'),
    })
    .nullish()
    .describe('How results are read from the output.'),
  run: z
    .looseObject({ steps: z.array(z.unknown()).nullish().describe('Shell commands.') })
    .nullish()
    .describe('What is run.'),
  expected: z.unknown().optional().describe('Test cases that must report; the others fail.'),
});

/** Where a test definition comes from, and with what settings it runs. */
export const Definition = z.discriminatedUnion('from', [
  z.looseObject({
    from: z.literal('git').describe('Where it comes from: a git repository, an archive, or the job itself.'),
    repository: z.string().describe('Address of the repository.'),
    branch: z.string().optional().describe('Branch to clone.'),
    revision: z.string().optional().describe('Commit to check out.'),
    history: z.boolean().optional().describe('False: the .git directory is removed.'),
    shallow: z.boolean().optional().describe('False: clone all of the history.'),
    recursive: z.boolean().optional().describe('Clone submodules too.'),
    ...Common,
  }),
  z.looseObject({
    from: z.literal('url').describe('Where it comes from: a git repository, an archive, or the job itself.'),
    repository: z.string().describe('Address of the archive.'),
    compression: z.string().optional().describe('How the archive is compressed.'),
    'strip-components': z.int().optional().describe('Leading directories of the archive to leave out.'),
    headers: z.record(z.string(), z.string()).optional().describe('HTTP headers to send.'),
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
