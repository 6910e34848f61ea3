// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';

/** Processor time of bare `node -e 0` on the machine that absolute limits are meant for, seconds. */
const REFERENCE = 0.05;

/**
 * How many times slower this machine is now than the one that absolute limits are meant for; 1 when it is faster. Processor time of a
 * program, since wall time says more about what else runs.
 */
export function slowness(): number {
  const output = execFileSync('sh', ['-c', '"$0" -e 0; times', process.execPath], { encoding: 'utf8' });
  // Second line: user and system time of the children, as `0m0.040s 0m0.012s`.
  const times = [...(output.split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  const seconds = times.reduce((sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest), 0);
  return Math.max(1, seconds / REFERENCE);
}
