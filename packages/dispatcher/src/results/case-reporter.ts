// SPDX-License-Identifier: Apache-2.0
import { MISSED } from '@lava/protocol/record/missed.ts';
import type { ResultMessage } from '@lava/protocol/record/record.ts';
import type { Verdict } from '@lava/protocol/record/verdict.ts';
import type { JobLog } from '../records/job-log.ts';

/** What all results of a suite say. */
interface Suite extends Partial<ResultMessage> {
  definition: string;
  namespace: string;
}

/** Writes the results of one suite, and judges them by the cases that its block or definition expects of it. */
export class CaseReporter {
  readonly #log: JobLog;
  readonly #suite: Suite;
  readonly #expected: readonly string[] | undefined;
  readonly #seen = new Set<string>();

  /** @param expected ids of cases; any may come where none are named */
  constructor(log: JobLog, suite: Suite, expected: readonly string[] | null | undefined) {
    this.#log = log;
    this.#suite = suite;
    this.#expected = expected ?? undefined;
  }

  /** A case that is not among the expected ones has failed. */
  report(id: string, result: Verdict, more: Partial<ResultMessage> = {}): void {
    this.#seen.add(id);
    const unexpected = this.#expected !== undefined && !this.#expected.includes(id);
    if (unexpected) this.#log.warning(`case ${id} is not among the expected ones, so it counts as failed`);
    this.#log.result({ ...this.#suite, case: id, result: unexpected ? 'fail' : result, ...more });
  }

  /** At the end: each expected case that was not reported was missed, or is unknown if its report may be among what is lost. */
  reportMissing(result: 'fail' | 'unknown' = 'fail', more: Partial<ResultMessage> = {}): void {
    const extra = result === 'fail' ? MISSED : { reason: MISSED.reason };
    for (const id of this.#expected ?? []) {
      if (this.#seen.has(id)) continue;
      this.#log.result({ ...this.#suite, case: id, result, ...more, extra });
    }
  }
}
