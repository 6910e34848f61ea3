// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { Verdict } from '@lava/protocol/record/record.ts';
import { loadYamlExact } from '@lava/yaml/load.ts';
import { toPlain } from '@lava/yaml/plain.ts';
import { z } from 'zod';
import { restoreParameters } from '../job/exact-parameters.ts';

const Words = z.array(z.union([z.string(), z.number()]).transform(String)).nullish();

/** Steps are shell text; a bare number or `true` is a command too. */
const Steps = z.array(z.union([z.string(), z.number(), z.boolean()]).transform(String)).nullish();

const Parameters = z.record(z.string(), z.unknown()).nullish();

/** A test definition, `Lava-Test Test Definition 1.0`: what the dispatcher needs of it. */
export const TestDefinitionFile = z.looseObject({
  metadata: z.looseObject({
    name: z.string().optional(),
    os: z.unknown().optional(),
    devices: z.unknown().optional(),
    environment: z.unknown().optional(),
  }),
  params: Parameters,
  parameters: Parameters,
  install: z
    .looseObject({
      keys: Words,
      sources: Words,
      deps: Words,
      steps: Steps,
      'git-repos': z
        .array(
          z.union([
            z.string(),
            z.looseObject({
              url: z.string(),
              branch: z.string().optional(),
              destination: z.string().optional(),
            }),
          ]),
        )
        .nullish(),
    })
    .nullish(),
  run: z.looseObject({ steps: Steps }).nullish(),
  parse: z
    .looseObject({ pattern: z.string().nullish(), fixupdict: z.record(z.string(), Verdict).nullish() })
    .nullish(),
  expected: z.array(z.string()).nullish(),
});
export type TestDefinitionFile = z.infer<typeof TestDefinitionFile>;

/**
 * @param what name and place of the definition, for messages
 * @throws LavaError `definition-invalid`
 */
export function parseTestDefinition(what: string, text: string): TestDefinitionFile {
  let data: unknown;
  try {
    const exact = loadYamlExact(text);
    data = toPlain(exact);
    restoreParameters(data, exact);
  } catch (error) {
    throw new LavaError('definition-invalid', `${what} is not valid YAML: ${(error as Error).message}`, {
      cause: error,
    });
  }
  return checkTestDefinition(what, data);
}

/** @throws LavaError `definition-invalid` */
export function checkTestDefinition(what: string, data: unknown): TestDefinitionFile {
  const parsed = TestDefinitionFile.safeParse(data);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => ({
    message: `${path.join('.')}: ${message}`,
  }));
  throw new LavaError('definition-invalid', `${what} is not a test definition`, { problems });
}
