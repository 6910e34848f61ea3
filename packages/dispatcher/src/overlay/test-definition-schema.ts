// SPDX-License-Identifier: Apache-2.0
import { Verdict } from '@lava/protocol/record/verdict.ts';
import * as z from 'zod';
import { GitAddress, GitReference, PathText } from '../job/text-schema.ts';

const Words = z.array(z.union([z.string(), z.number()])).nullish();

/** Steps are shell text; a bare number or `true` is a command too. */
const Steps = z.array(z.union([z.string(), z.number(), z.boolean()])).nullish();

const Parameters = z.record(z.string(), z.unknown()).nullish();

/** A value may be the name of a parameter. */
const GitRepository = z.union([
  GitAddress,
  z.looseObject({
    url: GitAddress.describe('Address of the repository.'),
    branch: GitReference.optional().describe('Branch to clone.'),
    destination: PathText.optional().describe('Directory to clone into.'),
  }),
]);

/**
 * A test definition, `Lava-Test Test Definition 1.0`, in a file or inline in a job: the one schema that validation and the
 * dispatcher judge it by.
 */
export const TestDefinition = z.looseObject({
  metadata: z
    .looseObject({
      format: z.string().optional().describe('Lava-Test Test Definition 1.0'),
      name: z.string().optional().describe('Name of the definition.'),
      description: z.string().optional().describe('What it tests.'),
      version: z.unknown().optional().describe('Version of the definition.'),
      os: z.unknown().optional().describe('Operating systems that it is made for.'),
      scope: z.unknown().optional().describe('What it is good for.'),
      devices: z.unknown().optional().describe('Devices that it is made for.'),
      environment: z.unknown().optional().describe('Environments that it is made for.'),
      maintainer: z.unknown().optional().describe('Who looks after it.'),
    })
    .nullish()
    .describe('About the definition.'),
  install: z
    .looseObject({
      deps: Words.describe('Packages to install; `deps-debian` and the like for one distribution.'),
      'git-repos': z
        .array(GitRepository)
        .nullish()
        .describe('Repositories that are cloned next to the definition.'),
      keys: Words.describe('Keys of package sources.'),
      sources: Words.describe('Package sources.'),
      steps: Steps.describe('Shell commands that install.'),
    })
    .catchall(z.unknown().optional())
    .nullish()
    .describe('What is installed first.'),
  parameters: Parameters.describe('Variables, and their values where the job says nothing.'),
  params: Parameters.describe('The same as `parameters`.'),
  parse: z
    .looseObject({
      pattern: z.string().nullish().describe('Regular expression that reads results from the output.'),
      fixupdict: z.record(z.string(), Verdict).nullish().describe('Verdicts by the words of the output.'),
    })
    .nullish()
    .describe('How results are read from the output.'),
  run: z
    .looseObject({ steps: Steps.describe('Shell commands.') })
    .nullish()
    .describe('What is run.'),
  expected: z.array(z.string()).nullish().describe('Test cases that must report; the others fail.'),
});
export type TestDefinition = z.infer<typeof TestDefinition>;
