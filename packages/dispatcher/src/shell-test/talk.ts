// SPDX-License-Identifier: Apache-2.0
import type { Pattern } from '../console/pattern.ts';
import type { TestRuns } from './runs.ts';

/** Something that tests print in the hope of an answer. */
export interface Talk {
  pattern: Pattern;
  /** @param parts of the match, as of a regular expression */
  answer(parts: readonly (string | undefined)[], runs: TestRuns): Promise<void>;
}
