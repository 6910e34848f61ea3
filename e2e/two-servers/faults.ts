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

/** What happens to each process, one after the other; each has its own. Returns what it did. */
export async function breakParts(
  parts: readonly Part[],
  random: Random,
  { seconds, signal }: { seconds: number; signal: AbortSignal },
): Promise<string[]> {
  const told: string[] = [];
  const end = performance.now() + seconds * 1_000;
  await Promise.all(parts.map((part, i) => breakOne(part, plan(i))));
  return told;

  /** Each master is frozen for longer than its leases at least once, not both at the same time. */
  function plan(i: number): (() => Fault)[] {
    const first = ([['stop'], ['kill', 'lease'], ['short', 'kill', 'lease']] as Fault[][])[i] ?? [];
    const any: Fault[] = ['kill', 'kill', 'stop', 'short', 'short', 'lease'];
    const long: Fault[] = seconds > 200 ? ['silence'] : [];
    return [...first.map((fault) => () => fault), ...long.map((fault) => () => fault), () => random.one(any)];
  }

  async function breakOne(part: Part, faults: (() => Fault)[]): Promise<void> {
    for (let n = 0; ; n++) {
      await sleep(random.between(1_000, 6_000));
      const fault = (faults[n] ?? faults.at(-1))?.() ?? 'kill';
      const frozen = fault === 'kill' || fault === 'stop' ? 0 : random.between(...FREEZES[fault]);
      if (signal.aborted || performance.now() + frozen > end) return;
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
