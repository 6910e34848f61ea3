// SPDX-License-Identifier: Apache-2.0
import type { TestCounts as Counts } from '@lava/protocol/api/jobs.ts';
import { RESULTS } from '@lava/protocol/record/verdict.ts';
import classes from './test-counts.module.css';

const WORDS: Record<keyof Counts, string> = {
  pass: 'passed',
  fail: 'failed',
  skip: 'skipped',
  unknown: 'unknown',
};

/** How a job's own tests went: a bar, and the number that matters most. Nothing for a job without tests. */
export function TestCounts({ tests }: { tests: Counts }) {
  const total = tests.pass + tests.fail + tests.skip + tests.unknown;
  if (total === 0) return null;
  const text = RESULTS.filter((verdict) => tests[verdict] > 0)
    .map((verdict) => `${tests[verdict]} ${WORDS[verdict]}`)
    .join(', ');
  const bad = tests.fail + tests.unknown;
  return (
    <span className={classes.tests} role="img" aria-label={`Tests: ${text}`} title={text}>
      <span className={classes.bar} aria-hidden="true">
        {RESULTS.map((verdict) => (
          <span key={verdict} data-verdict={verdict} style={{ flexGrow: tests[verdict] }} />
        ))}
      </span>
      <span className={classes.text} data-bad={bad > 0 || undefined} aria-hidden="true">
        {tests.fail > 0
          ? `${tests.fail} failed`
          : tests.unknown > 0
            ? `${tests.unknown} unknown`
            : `${tests.pass} passed`}
      </span>
    </span>
  );
}
