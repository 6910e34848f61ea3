// SPDX-License-Identifier: Apache-2.0
import type { Comparison } from '@lava/protocol/api/compare.ts';
import type { TestResult } from '@lava/protocol/api/jobs.ts';
import type { KnownFailure } from '@lava/protocol/api/known-failures.ts';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestApi, testApi } from '../../../testing/api.ts';
import { addResults } from '../../../testing/results.ts';

type Ask = Awaited<ReturnType<TestApi['as']>>;

let api: TestApi;
let admin: Ask;
let keeper: Ask;
let ann: Ask;
let [before, after] = [0, 0];
const ENDED = { state: 'finished', health: 'complete', end_time: new Date(), device: 'qemu-1' } as const;

beforeAll(async () => {
  api = await testApi();
  await api.lab.deviceType();
  await api.lab.deviceType('hidden');
  await api.lab.worker();
  [admin, keeper, ann] = [await api.as('admin'), await api.as('keeper'), await api.as('ann')];
  const grant = { kind: 'device-type', permission: 'change', user: 'keeper' };
  for (const object of ['qemu', 'hidden']) await admin('POST', '/permissions', { ...grant, object });
  await admin('POST', '/permissions', { ...grant, object: 'hidden', permission: 'view' });
  [before, after] = [
    await api.lab.job({ ...ENDED, worker: 'lab-1' }),
    await api.lab.job({ ...ENDED, worker: 'lab-1' }),
  ];
  const names = ['good', 'bad', 'usb-hub', 'usb-disk', 'worse'];
  await addResults(
    api.db,
    before,
    names.map((name) => ({ name })),
  );
  const failing = new Set(['bad', 'usb-hub', 'worse']);
  await addResults(
    api.db,
    after,
    names.map((name) => ({ name, suite: '1_smoke', result: failing.has(name) ? 'fail' : 'pass' })),
  );
});

beforeEach(async () => {
  await api.db.run((q) => q.deleteFrom('known_failures').execute());
});

async function add(as: Ask, asked: object): Promise<KnownFailure> {
  const { status, body } = await as('POST', '/known-failures', { reason: 'bug 1', ...asked });
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
}

async function compared(): Promise<string[]> {
  const { body } = await ann('GET', `/jobs/${before}/compare/${after}`);
  return (body as Comparison).items.map(({ change, name }) => `${change} ${name}`);
}

describe('a known failure', () => {
  it('is shown in results, TAP and comparisons, and so is a pass of it', async () => {
    expect(await compared()).toEqual(['broken bad', 'broken usb-hub', 'broken worse']);
    const bad = await add(keeper, {
      deviceType: 'qemu',
      suite: 'smoke',
      name: 'bad',
      url: 'https://b.org/1',
    });
    await add(admin, { name: 'usb-*' });
    const { body } = await ann('GET', `/jobs/${after}/results`);
    const known = (body as { items: TestResult[] }).items.map(({ name, known }) => [name, known?.reason]);
    expect(Object.fromEntries(known)).toEqual({
      ...{ good: undefined, worse: undefined, bad: 'bug 1', 'usb-hub': 'bug 1', 'usb-disk': 'bug 1' },
    });
    expect(await compared()).toEqual(['broken worse', 'unexpected usb-disk', 'known bad', 'known usb-hub']);
    const tap = String((await ann('GET', `/jobs/${after}/export/tap`)).body);
    expect(tap).toContain('not ok 2 - 1_smoke/bad # TODO known: bug 1 (https://b.org/1)\n');
    expect(tap).toContain('not ok 5 - 1_smoke/worse\n');
    expect((await keeper('DELETE', `/known-failures/${bad.id}`)).status).toBe(204);
    expect(await compared()).toContain('broken bad');
  });

  it('counts for jobs of its type that were submitted before it expires', async () => {
    const past = new Date(Date.now() - 3_600_000).toISOString();
    const future = new Date(Date.now() + 3_600_000).toISOString();
    await add(admin, { name: 'bad', expires: past });
    await add(admin, { name: 'worse', expires: future });
    await add(admin, { name: 'usb-hub', deviceType: 'hidden' });
    expect(await compared()).toEqual(['broken bad', 'broken usb-hub', 'known worse']);
    const names = async (query: string) =>
      ((await admin('GET', `/known-failures${query}`)).body as { items: KnownFailure[] }).items.map(
        ({ name }) => name,
      );
    expect(await names('?expired=true')).toEqual(['bad']);
    expect(await names('?expired=false')).toEqual(['usb-hub', 'worse']);
    expect(await names('?deviceType=hidden')).toEqual(['usb-hub']);
  });

  it('is for those who look after the type, and shown to those who see it', async () => {
    const secret = await add(keeper, { deviceType: 'hidden', name: 'x' });
    const shown = await add(keeper, { deviceType: 'qemu', name: 'x' });
    const { body } = await ann('GET', '/known-failures');
    expect(body).toMatchObject({ items: [{ id: shown.id, may: [] }], next: null });
    expect((await keeper('GET', '/known-failures')).body).toMatchObject({
      items: [
        { id: shown.id, may: ['remove'] },
        { id: secret.id, may: ['remove'] },
      ],
    });
    const said = { name: 'y', reason: 'x' };
    expect((await ann('POST', '/known-failures', { ...said, deviceType: 'qemu' })).status).toBe(403);
    expect((await keeper('POST', '/known-failures', said)).status).toBe(403);
    expect((await ann('POST', '/known-failures', { ...said, deviceType: 'hidden' })).status).toBe(404);
    expect((await ann('DELETE', `/known-failures/${shown.id}`)).status).toBe(403);
    expect((await ann('DELETE', `/known-failures/${secret.id}`)).status).toBe(404);
    expect((await keeper('POST', '/known-failures', { ...said, deviceType: 'qemu', name: 'x' })).status).toBe(
      409,
    );
  });
});
