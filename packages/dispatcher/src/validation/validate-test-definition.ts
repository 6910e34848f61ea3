// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '@lava/protocol/error/error.ts';
import { issuesOf } from '@lava/protocol/error/issues.ts';
import { loadYamlWithPositions } from '@lava/yaml/positions.ts';
import * as z from 'zod';
import { TestDefinition } from '../overlay/test-definition-schema.ts';

/** In a file of its own, it says what it is. */
const File = TestDefinition.extend({
  metadata: z.looseObject({
    format: z.string(),
    name: z.string(),
    description: z.string(),
  }),
});

/**
 * What is wrong with a file that is a test definition; never throws for any text.
 * @param file name of it, for the places
 */
export function validateTestDefinition(text: string, file?: string): Problem[] {
  const at = file === undefined ? {} : { file };
  try {
    const document = loadYamlWithPositions(text);
    return issuesOf(File, document.value).map((problem) => ({
      ...problem,
      where: { ...problem.where, ...document.at(problem.where?.path ?? []), ...at },
    }));
  } catch (error) {
    return [{ message: (error as Error).message, severity: 'error', where: at }];
  }
}
