// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '@lava/kit/testing/random.ts';
import type { Part } from './cluster.ts';

/**
 * Longer than anything that a process holds for a time: 10 s an open transaction, 15 s a link, 20 s the heartbeat. And
 * longer than the minute after which a worker counts as silent wherever it is.
 */
const FREEZES: Record<Freeze, [least: number, most: number]> = {
  short: [200, 6_000],
  lease: [22_000, 28_000],
  silence: [90_000, 100_000],
};

type Freeze = 'short' | 'lease' | 'silence';
type Fault = 'kill' | 'stop' | Freeze;

const ANY: Fault[] = ['kill', 'kill', 'stop', 'short', 'short', 'lease'];

/**
 * What happens to each process, one after the other; each has its own. It ends after the time, and not before each process
 * had its first faults, however slow the machine is. Returns what it did.
 */
export async function breakParts(
  parts: readonly Part[],
  random: Random,
  { seconds, signal }: { seconds: number; signal: AbortSignal },
): Promise<string[]> {
  const told: string[] = [];
  const end = performance.now() + seconds * 1_000;
  await Promise.all(parts.map((part, i) => breakOne(part, firstOf(i))));
  return told;

  /** Each master is frozen for longer than its leases at least once, not both at the same time. */
  function firstOf(i: number): Fault[] {
    const first = ([['stop'], ['kill', 'lease'], ['short', 'kill', 'lease']] as Fault[][])[i] ?? [];
    return seconds > 200 ? [...first, 'silence'] : first;
  }

  async function breakOne(part: Part, first: Fault[]): Promise<void> {
    for (let n = 0; ; n++) {
      await sleep(random.between(1_000, 6_000));
      const fault = first[n] ?? random.one(ANY);
      const frozen = fault === 'kill' || fault === 'stop' ? 0 : random.between(...FREEZES[fault]);
      if (signal.aborted || (n >= first.length && performance.now() + frozen > end)) return;
      told.push(`${Math.round((performance.now() - end) / 1_000 + seconds)} s: ${fault} of ${part.name}`);
      await commit(part, fault, frozen, random.between(0, 3_000));
    }
  }
}

async function commit(part: Part, fault: Fault, frozen: number, away: number): Promise<void> {
  if (frozen > 0) {
    process.kill(part.program.pid, 'SIGSTOP');
    await sleep(frozen);
    process.kill(part.program.pid, 'SIGCONT');
    return;
  }
  await (fault === 'kill' ? part.program.kill() : part.program.stop());
  await sleep(away);
  await part.start();
}
