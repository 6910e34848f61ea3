// SPDX-License-Identifier: Apache-2.0
import type { TestResult } from '@lava/protocol/api/jobs.ts';
import { oneLine } from '../../results/source.ts';

const WORDS = { pass: 'ok', fail: 'not ok', skip: 'ok', unknown: 'not ok' } as const;

/** Test Anything Protocol, version 13: numbers begin again with each suite. */
export function tap13(cases: readonly TestResult[]): string {
  const lines = ['TAP version 13', `1..${cases.length}`];
  let suite: string | undefined;
  let number = 0;
  for (const { suite: name, name: test, result } of cases) {
    if (name !== suite) {
      lines.push(`# TAP results for ${plain(name)}`);
      suite = name;
      number = 0;
    }
    number += 1;
    const remark = result === 'skip' ? ' # SKIP' : result === 'unknown' ? ' # TODO' : '';
    lines.push(`${WORDS[result]} ${number} ${plain(test)}${remark}`);
  }
  return `${lines.join('\n')}\n`;
}

/** In one line, and nothing in a name is a directive: `# SKIP` would be another verdict. */
const plain = (text: string) => oneLine(text).replace(/[\\#]/g, '\\$&');
