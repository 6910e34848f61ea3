// SPDX-License-Identifier: Apache-2.0
import { splitShellWords } from '../job/shell-words.ts';

/** The words of a command, also of one that no shell would take. */
export function commandWords(line: string): string[] {
  try {
    return splitShellWords(line);
  } catch {
    return line.split(/\s+/).filter((word) => word !== ''); // a quote is not closed
  }
}
