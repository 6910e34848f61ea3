// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mainOf } from '@lava/kit/process/mains.ts';
import { type Program, startProgram, waitFor } from '@lava/lab/program.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstDevice, forGuest } from '../../tools/demo/first-job.ts';
import { type FaultLab, startFaultLab } from './lab.ts';

const ROOT = join(import.meta.dirname, '../..');
const SECOND = 'second-worker';

let faults: FaultLab;
let second: Program;

beforeAll(async () => {
  faults = await startFaultLab();
  second = await startSecondWorker();
});
afterAll(async () => {
  await second?.stop(20_000);
  await faults?.close();
});

/** A worker and a device of its own, next to the first ones. */
async function startSecondWorker(): Promise<Program> {
  const { client } = faults.lab;
  const { joinLine } = await client.workers.add({ name: SECOND });
  mkdirSync(join(faults.directory, SECOND), { mode: 0o711 });
  expect(await (await secondWorker('join', joinLine)).ended).toBe('status 0');
  const program = await secondWorker();
  const online = async () => (await client.workers.get(SECOND)).state === 'online' || undefined;
  await waitFor(program, 'it is online', online);
  const { dictionary } = firstDevice();
  await client.devices.add({ name: 'qemu-02', deviceType: 'qemu', description: '', dictionary });
  await client.devices.update('qemu-02', { worker: SECOND, health: 'good', reason: 'new' });
  return program;
}

function secondWorker(verb?: string, input?: string): Promise<Program> {
  const directory = join(faults.directory, SECOND);
  const flags = ['--state-dir', directory, '--cancel-grace', '10'];
  return startProgram({
    name: 'second worker',
    command: [mainOf('lava-slave'), ...flags, ...(verb ? [verb] : [])],
    logFile: join(faults.directory, 'second-worker.log'),
    ...(input !== undefined && { input }),
  });
}

async function submit(change: (text: string) => string): Promise<{ server: number; client: number }> {
  const text = forGuest(readFileSync(join(ROOT, 'examples/groups/qemu-multinode.yaml'), 'utf8'), {
    arch: faults.payload.arch,
    url: faults.files.url,
  });
  const { group = [] } = await faults.lab.client.jobs.submit(change(text));
  const idOf = (role: string) => group.find((job) => job.role === role)?.id ?? 0;
  return { server: idOf('server'), client: idOf('client') };
}

it('two guests of two workers talk, while server and worker are killed and come back', async () => {
  const { server, client } = await submit((text) =>
    // Long enough for the restart below; whenever that is over, the client gets what it waits for.
    text.replace('- lava-send address', '- sleep 30; lava-send address "note=two words"'),
  );
  await faults.logs(client, 'MultiNode: WAIT address');
  const waiter = (await faults.lab.client.jobs.get(client)).worker;
  await faults.lab.server.kill();
  if (waiter === SECOND) await second.kill();
  else await faults.lab.worker.kill();
  faults.lab.server = await faults.lab.startServer();
  if (waiter === SECOND) second = await secondWorker();
  else faults.lab.worker = await faults.lab.startWorker();

  const [first, other] = [await faults.finished(server), await faults.finished(client)];
  const verdicts = ({ cases }: typeof first) => cases.map(({ name, result }) => `${name} ${result}`);
  expect(verdicts(first)).toEqual([
    'multinode-sync-booted pass',
    'multinode-send-address pass',
    'multinode-wait_all-served pass',
    'client-was-served pass',
  ]);
  expect(verdicts(other)).toEqual([
    'multinode-sync-booted pass',
    'multinode-wait-address pass',
    'address pass',
    'one-server pass',
    'multinode-send-served pass',
  ]);
  expect([first.job.health, other.job.health]).toEqual(['complete', 'complete']);
  expect(new Set([first.job.worker, other.job.worker]).size).toBe(2);
  expect(other.job.group?.jobs.map(({ role, health }) => `${role} ${health}`)).toEqual([
    'server complete',
    'client complete',
  ]);
});

it('a guest that waits in vain ends in time, and an essential failure ends the others', async () => {
  const { server, client } = await submit((text) =>
    text
      .replace('minutes: 10\n    roles', 'seconds: 5\n    roles')
      .replace('lava-wait-all served client', 'lava-wait never')
      .replace('lava-send served by=$(lava-role)', 'sleep 600'),
  );
  const { job } = await faults.finished(server);
  expect(job).toMatchObject({ health: 'incomplete', error: { code: 'multinode-timeout' } });
  expect((await faults.finished(client)).job).toMatchObject({
    health: 'canceled',
    error: { message: expect.stringContaining('role server') },
  });
});
