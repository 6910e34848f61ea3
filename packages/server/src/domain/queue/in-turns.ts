// SPDX-License-Identifier: Apache-2.0
import { type Holder, type Shares, scoreOf } from './shares.ts';

/** A job, or a group of jobs, that waits. */
export interface InQueue {
  priority: number;
  submitTime: Date;
  submitter: number;
  /** Devices that it takes. */
  devices: number;
}

/**
 * The queue by fair share: within a priority it is the turn of whoever has had least of their share, and within a team of
 * the member who has; their own jobs are in the order of their age. What has waited too long comes before, by its age.
 * Jobs of a group at its cap are left out.
 *
 * Whoever takes a job from here says so by `shares.give` before taking the next one.
 *
 * @param queue by priority and age
 * @param aged jobs that were submitted before have waited too long
 */
export function* inTurns<J extends InQueue>(queue: readonly J[], shares: Shares, aged: Date): Generator<J> {
  const mayRun = ({ submitter, devices }: J) => !shares.full(submitter, devices);
  for (const level of Map.groupBy(queue, ({ priority }) => priority).values()) {
    const [old, rest] = [
      level.filter((job) => job.submitTime < aged),
      level.filter((job) => job.submitTime >= aged),
    ];
    for (const job of old) if (mayRun(job)) yield job;
    for (const job of turnsOf(rest, shares)) if (mayRun(job)) yield job;
  }
}

interface Member<J> {
  load: { seconds: number; weight: number };
  jobs: readonly J[];
  next: number;
}

interface Turn<J> {
  load: Holder;
  members: Member<J>[];
}

function* turnsOf<J extends InQueue>(jobs: readonly J[], shares: Shares): Generator<J> {
  const byHolder = Map.groupBy(
    Map.groupBy(jobs, ({ submitter }) => submitter),
    ([submitter]) => shares.of(submitter).holder,
  );
  const turns: Turn<J>[] = [...byHolder].map(([load, accounts]) => ({
    load,
    members: byScore(accounts.map(([id, its]) => ({ load: shares.of(id), jobs: its, next: 0 }))),
  }));
  const inOrder = byScore(turns);
  for (let turn = inOrder[0]; turn; turn = inOrder[0]) {
    const member = turn.members[0] as Member<J>;
    const before = member.load.seconds;
    yield member.jobs[member.next++] as J;
    // Only the score of the first can have changed; it stays where it is when its job got nothing.
    const charged = member.load.seconds !== before;
    replaceFirst(turn.members, member.next < member.jobs.length, charged);
    replaceFirst(inOrder, turn.members.length > 0, charged);
  }
}

type Loaded = { load: { seconds: number; weight: number } };

const byScore = <T extends Loaded>(list: T[]): T[] => list.sort((a, b) => scoreOf(a.load) - scoreOf(b.load));

/** To its place in the order, behind its equals, or away. */
function replaceFirst(list: Loaded[], stays: boolean, charged: boolean): void {
  if (stays && !charged) return;
  const first = list.shift();
  if (!first || !stays) return;
  const score = scoreOf(first.load);
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (scoreOf((list[middle] as Loaded).load) <= score) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, first);
}
