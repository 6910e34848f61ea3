// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mainOf } from '@lava/kit/process/mains.ts';
import { type Program, startProgram } from '@lava/lab/program.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LavaWorker, startLavaWorker } from '../../tools/hosts/lava-worker.ts';
import { whyNoHosts } from '../../tools/hosts/possible.ts';
import { slowSteps } from '../faults/job-text.ts';
import { type FaultLab, startFaultLab } from '../faults/lab.ts';

const WORKER = mainOf('lava-slave');

/** The programs of Debian's package lava-dispatcher, unmodified; then our worker in their place; our server, and QEMU. */
describe.skipIf(whyNoHosts())("LAVA's own worker", () => {
  let faults: FaultLab;
  let worker: LavaWorker | undefined;
  let ours: Program | undefined;
  beforeAll(async () => {
    faults = await startFaultLab();
    const { lab, directory } = faults;
    await lab.client.workers.add({ name: 'rack-3' });
    const { token } = await lab.client.workers.token('rack-3');
    await lab.client.devices.update('qemu-01', { worker: 'rack-3' });
    worker = await startLavaWorker({
      directory: join(directory, 'rack'),
      url: lab.url,
      name: 'rack-3',
      token,
    });
  });
  afterAll(async () => {
    await ours?.stop();
    await worker?.stop();
    await faults?.close();
  });

  it('runs a QEMU job with its Python dispatcher, while our server starts again', async () => {
    const { lab } = faults;
    const id = await faults.submit({ steps: slowSteps(40) });
    await faults.logs(id, 'line 5 of 40').catch((cause: Error) => {
      throw new Error(`${cause.message}\n${worker?.logTail()}`);
    });
    await lab.server.kill();
    lab.server = await lab.startServer();
    const { job, records, cases, steps } = await faults.finished(id);
    expect(job, worker?.logTail()).toMatchObject({ health: 'complete', error: null });
    expect(cases).toMatchObject([{ suite: '0_first', name: 'all-lines', result: 'pass' }]);
    expect(steps.find(({ name }) => name === 'job')).toMatchObject({ result: 'pass' });
    const printed = records.flatMap(({ lvl, msg }) =>
      lvl === 'target' && typeof msg === 'string' ? (/^line \d+ of 40$/.exec(msg.trim()) ?? []) : [],
    );
    expect(printed).toEqual(Array.from({ length: 40 }, (_, n) => `line ${n + 1} of 40`));
    const found = await lab.client.workers.get('rack-3');
    expect(found).toMatchObject({ state: 'online', version: '2023.01', protocol: 'http' });
  });

  it('ends a job that is canceled', async () => {
    const { lab } = faults;
    const id = await faults.submit({ steps: slowSteps(3_000) });
    await faults.logs(id, 'line 2 of 3000');
    await lab.client.jobs.cancel(id);
    const { job } = await faults.finished(id);
    expect(job).toMatchObject({ health: 'canceled', error: { code: 'canceled' } });
    expect(await lab.client.devices.get('qemu-01')).toMatchObject({ state: 'idle' });
  });

  it('has a place that our own worker can take, with its own dispatcher', async () => {
    const { lab, directory } = faults;
    await lab.client.workers.add({ name: 'rack-4' });
    const { token } = await lab.client.workers.token('rack-4');
    const state = join(directory, 'rack-4');
    mkdirSync(state, { mode: 0o711 });
    writeFileSync(join(state, 'http-token'), token, { mode: 0o600 });
    ours = await startProgram({
      name: 'worker over HTTP',
      command: [WORKER, '--state-dir', state, '--http', lab.url, '--name', 'rack-4'],
      logFile: join(directory, 'rack-4.log'),
    });
    await lab.client.devices.update('qemu-01', { worker: 'rack-4', health: 'good' });
    const id = await faults.submit({ steps: slowSteps(10) });
    const { job, cases, records } = await faults.finished(id);
    expect(job, ours.logTail(40)).toMatchObject({ health: 'complete', error: null });
    expect(cases).toMatchObject([{ suite: '0_first', name: 'all-lines', result: 'pass' }]);
    expect(records.filter(({ msg }) => /^line \d+ of 10$/.test(String(msg).trim()))).toHaveLength(10);
  });
});
