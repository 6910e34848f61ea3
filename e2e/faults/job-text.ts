// SPDX-License-Identifier: Apache-2.0

import type { GuestArch } from '@lava/guest/guest.ts';
import { firstJob } from '../../tools/demo/first-job.ts';

/** What a test changes in the example job. */
export interface JobText {
  /**
   * Steps of the test definition, in place of the example's; each one line of shell. The limits of such a job are an hour: how
   * long its steps take on a busy machine is not what the test is about.
   */
  steps?: string[];
  /** Replacements in the text, each of which must fit. */
  replace?: [from: string | RegExp, to: string][];
}

/** Lines that a guest writes one by one, then a test case: enough time to break something in between. */
export function slowSteps(lines: number): string[] {
  return [
    `set +x; i=0; while [ $i -lt ${lines} ]; do i=$((i+1)); echo "line $i of ${lines}"; sleep 0.1; done`,
    'lava-test-case all-lines --result pass',
  ];
}

/** The example job with these changes. */
export function jobText(url: string, arch: GuestArch, { steps, replace = [] }: JobText): string {
  let text = firstJob(arch, url);
  if (steps) {
    const at = text.indexOf('          steps:\n') + '          steps:\n'.length;
    const start = text.slice(0, at).replaceAll(/minutes: \d+/g, 'minutes: 60');
    text = `${start}${steps.map((step) => `          - ${JSON.stringify(step)}\n`).join('')}`;
  }
  for (const [from, to] of replace) {
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`${from} is not in the example job`);
    text = changed;
  }
  return text;
}
