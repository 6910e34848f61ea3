// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from 'vitest';
import { buildBundle } from '../jobs/bundle.ts';
import { type TestApi, testApi } from '../testing/api.ts';

let api: TestApi;
let root: Awaited<ReturnType<TestApi['as']>>;
let bob: typeof root;

beforeAll(async () => {
  api = await testApi();
  await api.lab.user('root', true);
  root = await api.as('root');
  bob = await api.as('bob');
  await api.lab.deviceType();
  await api.lab.worker();
  await api.lab.device('qemu-1');
  await root('PUT', '/devices/qemu-1/dictionary', { text: "{% extends 'qemu.jinja2' %}" });
});

const put = (file: string, text: string, who = root) => who('PUT', `/workers/lab-1/${file}`, { text });

describe('files of a worker', () => {
  it('come to its jobs, in their newest version', async () => {
    expect((await put('env', 'overrides: {A: 1}\n')).body).toMatchObject({ version: 1 });
    expect((await put('env', 'overrides: {A: 2}\n')).body).toMatchObject({ version: 2 });
    await put('config', 'dispatcher_ip: 192.0.2.1\n');
    const job = await api.lab.job({ device: 'qemu-1' });
    const bundle = await buildBundle(api.db, job, { logBytes: 1 });
    expect(bundle).toMatchObject({ env: 'overrides: {A: 2}\n', dispatcher: 'dispatcher_ip: 192.0.2.1\n' });
    expect(bundle).not.toHaveProperty('envDut');
    await put('env', '');
    expect(await buildBundle(api.db, job, { logBytes: 1 })).not.toHaveProperty('env');
    expect((await root('GET', '/workers/lab-1/env')).status).toBe(404);
    expect((await root('GET', '/workers/lab-1/env/history')).body).toMatchObject({
      versions: [{ version: 3, user: 'root' }, {}, {}],
    });
  });

  it.each(['a: [', '- a list', 'a text'])('are mappings in YAML, not %s', async (text) => {
    expect((await put('env-dut', text)).status).toBe(400);
  });

  it('are for those who may change it', async () => {
    await put('env-dut', 'PROXY: http://user:secret@192.0.2.1\n');
    expect((await bob('GET', '/workers/lab-1/env-dut')).status).toBe(403);
    expect((await put('env-dut', 'A: 1', bob)).status).toBe(403);
    expect((await root('PUT', '/workers/none/env', { text: 'a: 1' })).status).toBe(404);
  });
});
