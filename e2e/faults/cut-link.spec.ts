// SPDX-License-Identifier: Apache-2.0

import { type Cable, layCable } from '@lava/lab/cable.ts';
import type { Job } from '@lava/protocol/api/jobs.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slowSteps } from './job-text.ts';
import { dispatchers, type FaultLab, type Outcome, qemus, startFaultLab } from './lab.ts';

/**
 * How long a cable stays cut after both ends have noticed, which takes them 15 s, milliseconds: a minute in all. Some
 * connections that were cut for so long once took libzmq's server down.
 */
const MINUTE = 45_000;

describe('while the cable between server and worker is cut, and nobody is notified,', () => {
  let faults: FaultLab;
  let cable: Cable;
  beforeAll(async () => {
    faults = await startFaultLab({
      workerPorts: async (ports) => {
        cable = await layCable(ports);
        return cable;
      },
    });
  });
  afterAll(async () => {
    await faults.close();
    await cable.close();
  });

  async function started(lines: number): Promise<number> {
    const id = await faults.submit({ steps: slowSteps(lines) });
    await faults.logs(id, `line 5 of ${lines}`);
    return id;
  }

  /** Both ends have noticed; what a page that follows the job shows then. */
  async function noticed(id: number, longer = 0): Promise<Job> {
    const page = followed(faults, id, ({ waiting }) => waiting.length > 0);
    await faults.soon(
      'the worker misses the server',
      () => faults.lab.worker.logTail(20).includes('no link to the server') || undefined,
    );
    const job = await page;
    const { state } = await faults.lab.client.workers.get(faults.lab.workerName);
    expect(state).toBe('offline');
    await new Promise((resolve) => setTimeout(resolve, longer));
    return job;
  }

  /** Nothing lost, nothing doubled, nothing out of order, and the device is free again. */
  async function expectWhole({ job, records, cases }: Outcome, lines: number): Promise<void> {
    expect(job).toMatchObject({ health: 'complete', error: null, records: records.length, waiting: [] });
    const printed = records.flatMap(
      ({ lvl, msg }) => (lvl === 'target' ? String(msg).match(/^line \d+ of \d+$/g) : null) ?? [],
    );
    expect(printed).toEqual(Array.from({ length: lines }, (_, i) => `line ${i + 1} of ${lines}`));
    expect(cases.map(({ name, result }) => `${name} ${result}`)).toEqual(['all-lines pass']);
    expect(records.filter(({ status }) => status)).toHaveLength(1);
    expect(await faults.lab.client.devices.get('qemu-01')).toMatchObject({ state: 'idle', currentJob: null });
    expect(qemus(faults)).toEqual([]);
  }

  it('a job in the middle of its log keeps running; its page says that the worker is offline', async () => {
    const lines = 400;
    const id = await started(lines);
    cable.cut();
    const { state, waiting, records } = await noticed(id);
    expect([state, ...waiting]).toEqual([
      'running',
      `worker ${faults.lab.workerName} is offline: the job keeps running there, and its log comes when it is back`,
    ]);
    expect(dispatchers(faults)).toHaveLength(1);
    cable.repair();
    const outcome = await faults.finished(id);
    expect(outcome.records.length).toBeGreaterThan(records + 50);
    await expectWhole(outcome, lines);
  });

  it('for a minute, a job ends; its end is stored when the cable is whole again', async () => {
    const lines = 30;
    const id = await started(lines);
    cable.cut();
    await faults.soon('the dispatcher has ended', () => dispatchers(faults).length === 0 || undefined);
    expect(await noticed(id, MINUTE)).toMatchObject({ state: 'running', logComplete: false });
    cable.repair();
    await expectWhole(await faults.finished(id), lines);
  });

  it('a job that is canceled keeps running until the cable is whole', async () => {
    const id = await started(3_000);
    cable.cut();
    await faults.lab.client.jobs.cancel(id);
    const { state, waiting } = await noticed(id);
    expect([state, waiting[0]]).toEqual([
      'canceling',
      expect.stringContaining('the job ends when it is back'),
    ]);
    expect(qemus(faults)).toHaveLength(1);
    cable.repair();
    const { job, records } = await faults.finished(id);
    expect(job).toMatchObject({ health: 'canceled', records: records.length });
    expect(records.filter(({ status }) => status)).toHaveLength(1);
    expect(qemus(faults)).toEqual([]);
  });
});

/** The job as the live stream of its page tells it, once it is as wanted. */
async function followed({ lab }: FaultLab, id: number, wanted: (job: Job) => boolean): Promise<Job> {
  const stop = new AbortController();
  try {
    for await (const event of lab.client.jobs.stream(id, 0, stop.signal)) {
      if (event.type === 'job' && wanted(event.job)) return event.job;
    }
  } finally {
    stop.abort();
  }
  throw new Error(`the stream of job ${id} ended too early`);
}
