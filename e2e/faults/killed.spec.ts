// SPDX-License-Identifier: Apache-2.0

import { processesOf } from '@lava/lab/leftovers.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slowSteps } from './job-text.ts';
import { dispatchers, type FaultLab, type Outcome, qemus, startFaultLab } from './lab.ts';

/** Lines that the guest prints; one every 0.1 s. */
const LINES = 60;

describe('a running job', () => {
  let faults: FaultLab;
  beforeAll(async () => {
    faults = await startFaultLab();
  });
  afterAll(() => faults.close());

  /** Nothing lost, nothing doubled, nothing out of order, and the device is free again. */
  async function expectWhole({ job, records, cases }: Outcome): Promise<void> {
    expect(job).toMatchObject({ health: 'complete', error: null, records: records.length });
    const printed = records.flatMap(
      ({ lvl, msg }) => (lvl === 'target' ? String(msg).match(/^line \d+ of \d+$/g) : null) ?? [],
    );
    expect(printed).toEqual(Array.from({ length: LINES }, (_, i) => `line ${i + 1} of ${LINES}`));
    expect(cases.map(({ name, result }) => `${name} ${result}`)).toEqual(['all-lines pass']);
    expect(records.filter(({ status }) => status)).toHaveLength(1);
    expect(records.at(-1)?.status).toMatchObject({ health: 'complete' });
    const times = records.map(({ dt }) => dt);
    expect(times).toEqual([...times].sort());
    expect(await faults.lab.client.devices.get('qemu-01')).toMatchObject({ state: 'idle', currentJob: null });
    expect(qemus(faults)).toEqual([]);
  }

  async function started(): Promise<number> {
    const id = await faults.submit({ steps: slowSteps(LINES) });
    await faults.logs(id, `line 5 of ${LINES}`);
    return id;
  }

  it('keeps running and completes when the server is killed', async () => {
    const id = await started();
    await faults.lab.server.kill();
    faults.lab.server = await faults.lab.startServer();
    await expectWhole(await faults.finished(id));
  });

  it('keeps running when the server is killed before the job has begun to boot', async () => {
    const id = await faults.submit({ steps: slowSteps(LINES) });
    await faults.lab.server.kill();
    faults.lab.server = await faults.lab.startServer();
    await expectWhole(await faults.finished(id));
  });

  it('completes while the server is away, and is stored when it comes back', async () => {
    const id = await started();
    await faults.lab.server.kill();
    await faults.soon('the dispatcher has ended', () => dispatchers(faults).length === 0 || undefined);
    faults.lab.server = await faults.lab.startServer();
    await expectWhole(await faults.finished(id));
  });

  it('keeps running and completes when the server hangs until the worker takes the link for cut', async () => {
    const id = await started();
    process.kill(faults.lab.server.pid, 'SIGSTOP');
    await faults.soon(
      'the worker misses the server',
      () => faults.lab.worker.logTail(20).includes('no link to the server') || undefined,
    );
    process.kill(faults.lab.server.pid, 'SIGCONT');
    await expectWhole(await faults.finished(id));
  });

  it('keeps running and completes when the worker’s daemon is killed', async () => {
    const id = await started();
    await faults.lab.worker.kill();
    faults.lab.worker = await faults.lab.startWorker();
    await expectWhole(await faults.finished(id));
  });

  it('keeps running when both daemons are killed', async () => {
    const id = await started();
    await Promise.all([faults.lab.worker.kill(), faults.lab.server.kill()]);
    faults.lab.server = await faults.lab.startServer();
    faults.lab.worker = await faults.lab.startWorker();
    await expectWhole(await faults.finished(id));
  });

  it('keeps running and completes when PostgreSQL is killed', async () => {
    const id = await started();
    const postgres = processesOf(faults.directory).filter(({ command }) => /\/postgres -D /.test(command));
    expect(postgres.length).toBeGreaterThan(0);
    for (const { pid } of postgres) process.kill(pid, 'SIGKILL');
    await expectWhole(await faults.finished(id));
  });

  it('ends Incomplete by an infrastructure error when lava-run is killed, and leaves no QEMU', async () => {
    const id = await started();
    const [pid, ...others] = dispatchers(faults);
    expect(others).toEqual([]);
    process.kill(pid ?? 0, 'SIGKILL');
    const { job, records } = await faults.finished(id);
    expect(job).toMatchObject({
      health: 'incomplete',
      error: { kind: 'infrastructure', code: 'dispatcher-died' },
    });
    expect(records.filter(({ status }) => status)).toHaveLength(1);
    await faults.soon('its QEMU is gone', () => qemus(faults).length === 0 || undefined);
    expect(await faults.lab.client.devices.get('qemu-01')).toMatchObject({ state: 'idle' });
    await faults.lab.client.devices.update('qemu-01', { health: 'good', reason: 'end of the test' });
  });

  it('ends Incomplete when lava-run is killed while no daemon watches', async () => {
    const id = await started();
    await faults.lab.worker.kill();
    process.kill(dispatchers(faults)[0] ?? 0, 'SIGKILL');
    faults.lab.worker = await faults.lab.startWorker();
    const { job } = await faults.finished(id);
    expect(job).toMatchObject({
      health: 'incomplete',
      error: { kind: 'infrastructure', code: 'dispatcher-died' },
    });
    await faults.soon('its QEMU is gone', () => qemus(faults).length === 0 || undefined);
    await faults.lab.client.devices.update('qemu-01', { health: 'good', reason: 'end of the test' });
  });

  it('is canceled: cleaned up, device free', async () => {
    const id = await started();
    await faults.lab.client.jobs.cancel(id);
    const { job, records } = await faults.finished(id);
    expect(job).toMatchObject({ health: 'canceled' });
    expect(records.at(-1)?.status).toMatchObject({ health: 'canceled' });
    expect(qemus(faults)).toEqual([]);
    expect(await faults.lab.client.devices.get('qemu-01')).toMatchObject({ state: 'idle' });
  });
});
