// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** How a run ended, for the decision whether its failed files are run once more. */
export interface Outcome {
  /** What failed: the files relative to the root, and the line that is shown of each. */
  failed: { file: string; lane: string; line: string }[];
  /** Faults outside of any file: errors outside of any test, tests that were skipped and must not be. */
  others: number;
}

/** More files than these cannot be explained by load. */
const MOST = 3;

/** Below the root. */
const OUTCOME = 'node_modules/.cache/lava-test/outcome.json';

export function keepOutcome(root: string, outcome: Outcome): void {
  mkdirSync(dirname(join(root, OUTCOME)), { recursive: true });
  writeFileSync(join(root, OUTCOME), JSON.stringify(outcome));
}

/** So that a run that dies does not leave the outcome of the one before. */
export function forgetOutcome(root: string): void {
  rmSync(join(root, OUTCOME), { force: true });
}

/** @returns undefined when the run died */
export function readOutcome(root: string): Outcome | undefined {
  const file = join(root, OUTCOME);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Outcome) : undefined;
}

/**
 * The files that failed and may have done so because of what else the machine did. By themselves they must pass; the run then counts
 * as passed, and the warning names them. The lane `pure` waits for nothing, so load does not explain a failure there.
 */
export function filesToRunAgain(outcome: Outcome | undefined): string[] {
  if (outcome === undefined || outcome.others > 0) return [];
  const files = [...new Set(outcome.failed.map(({ file }) => file))];
  const excused = files.length <= MOST && outcome.failed.every(({ lane }) => lane !== 'pure');
  return excused ? files : [];
}
