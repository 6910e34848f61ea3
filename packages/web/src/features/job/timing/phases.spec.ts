// SPDX-License-Identifier: Apache-2.0
import type { Job } from '@lava/protocol/api/jobs.ts';
import { addRecord, emptyView } from '@lava/protocol/record/view.ts';
import { describe, expect, it } from 'vitest';
import { phasesOf } from './phases.ts';

const at = (second: number) => `2026-11-22T09:00:${String(second).padStart(2, '0')}.000000+00:00`;

describe('phasesOf', () => {
  const job = { submitTime: at(0), startTime: at(5), endTime: null, queueTimeout: 60 } as Job;

  it('are the queue and the actions, each against its limit; what runs counts up to now', () => {
    const { steps } = records();
    expect(phasesOf(job, steps.values(), Date.parse(at(30)))).toEqual([
      { name: 'Queue', level: undefined, seconds: 5, limit: 60, failed: false },
      { name: 'deploy', level: '1', seconds: 4, limit: 300, failed: false },
      { name: 'boot', level: '2', seconds: 20, limit: 300, failed: false },
    ]);
  });

  it('wait while the job has not started', () => {
    const [queue] = phasesOf({ ...job, startTime: null }, [], Date.parse(at(30)));
    expect(queue).toMatchObject({ seconds: 30 });
  });
});

function records() {
  const view = emptyView();
  const step = (second: number, event: 'start' | 'end', level: string, name: string, duration?: number) =>
    addRecord(view, {
      ...{ dt: at(second), lvl: 'info', msg: name },
      step: { event, level, name, timeout: 300, ...(duration !== undefined && { duration, ok: true }) },
    });
  step(5, 'start', '1', 'deploy');
  step(6, 'start', '1.1', 'download');
  step(9, 'end', '1', 'deploy', 4);
  step(10, 'start', '2', 'boot');
  return view;
}
