// SPDX-License-Identifier: Apache-2.0
import { validateTestDefinition } from '@lava/dispatcher/schema.ts';
import type { Problem } from '@lava/protocol/error/error.ts';
import { computeText } from '../../compute/compute.ts';

/** What is wrong with a file that is a test definition, whoever asks. */
export function checkTestDefinition(text: string): Promise<Problem[]> {
  return computeText('check-test-definition', text, (given) => validateTestDefinition(given));
}
