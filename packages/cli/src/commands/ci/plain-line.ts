// SPDX-License-Identifier: Apache-2.0
import { safeCell } from '../../output/safe.ts';

/** What runners of pipelines read as a command, anywhere in a line. */
const COMMAND = /##(?=[\w.-]*\[)/g;

/**
 * Text that others wrote, for the output of a pipeline: one line that its runner does not read as a command, as long as it
 * does not begin with the text.
 */
export function plainLine(text: string): string {
  return safeCell(text).replace(COMMAND, '# #');
}
