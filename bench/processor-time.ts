// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Clock ticks a second, for programs on every architecture. */
const TICKS = 100;

/**
 * Processor time of this process and of the PostgreSQL of a state directory, seconds: unlike the time of day, it hardly
 * changes with what else the machine does. A connection that ends takes its share away.
 */
export function processorSeconds(stateDir: string): number {
  const { user, system } = process.cpuUsage();
  const [postmaster = ''] = readFileSync(join(stateDir, 'postgres/data/postmaster.pid'), 'utf8').split('\n');
  const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').trim().split(' ');
  return (user + system) / 1e6 + children.map(ticksOf).reduce((sum, ticks) => sum + ticks, 0) / TICKS;
}

/** 0 when it is gone. */
function ticksOf(pid: string): number {
  try {
    const [user = 0, system = 0] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
      .slice(11, 13)
      .map(Number);
    return user + system;
  } catch {
    return 0;
  }
}
