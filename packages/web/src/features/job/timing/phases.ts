// SPDX-License-Identifier: Apache-2.0
import type { Job } from '@lava/protocol/api/jobs.ts';
import type { StepView } from '@lava/protocol/record/view.ts';

/** A part of a job's time. Seconds. */
export interface Phase {
  name: string;
  /** Of a step: its level. */
  level: string | undefined;
  seconds: number;
  /** What it may take at most. */
  limit: number | undefined;
  failed: boolean;
}

/**
 * Where the time of a job went: waiting, then the actions of the definition, in their order.
 * @param now milliseconds since the epoch, for what still runs
 */
export function phasesOf(job: Job, steps: Iterable<StepView>, now: number): Phase[] {
  const waited = job.startTime ?? job.endTime;
  const until = waited === null ? now : Date.parse(waited);
  const wait: Phase = {
    name: 'Queue',
    level: undefined,
    seconds: Math.max(0, (until - Date.parse(job.submitTime)) / 1000),
    limit: job.queueTimeout ?? undefined,
    failed: false,
  };
  const actions = [...steps].filter(({ level }) => !level.includes('.'));
  actions.sort((a, b) => Number(a.level) - Number(b.level));
  return [
    wait,
    ...actions.map(({ name, level, duration, started, timeout, ok }) => ({
      name,
      level,
      seconds: duration ?? Math.max(0, (now - started) / 1000),
      limit: timeout,
      failed: ok === false,
    })),
  ];
}
