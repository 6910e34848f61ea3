// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RetentionRule } from '@lava/protocol/api/retention.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { removeBatch } from '../jobs/upkeep.ts';
import { LogStore } from '../logs/log-store.ts';
import { readSettings } from '../settings.ts';
import { type TestApi, testApi } from '../testing/api.ts';
import { atEnd } from '../testing/at-end.ts';
import { type RetentionSettings, retain } from './retain.ts';

const DAY = 86_400_000;
const MIB = 1024 * 1024;
const NOTHING = { retention: [], logGib: 0 } satisfies RetentionSettings;

let api: TestApi;
let store: LogStore;
let ann: Awaited<ReturnType<TestApi['as']>>;
let bob: typeof ann;

beforeAll(async () => {
  const root = mkdtempSync(join(tmpdir(), 'lava-retention-'));
  store = new LogStore({ root });
  atEnd(async () => {
    await store.close();
    rmSync(root, { recursive: true });
  });
  const rules = '[{days: 30}, {days: 7, remove: log}, {days: 1, filter: "health:canceled"}]';
  api = await testApi(`retention: ${rules}\n`, { store });
  [ann, bob] = [await api.as('ann'), await api.as('bob')];
  await api.lab.deviceType();
  await api.lab.worker();
});

/** Ended so many days ago, with a log of so many bytes. */
async function job(days: number, { size = 1_000, ...more }: Record<string, unknown> = {}): Promise<number> {
  const time = new Date(Date.now() - days * DAY);
  const id = await api.lab.job({
    ...({ state: 'finished', health: 'complete', device: 'qemu-1', worker: 'lab-1' } as const),
    ...{ submit_time: time, end_time: time, next_seq: 5, exit_records: 5 },
    ...more,
  });
  const run_id = (await api.lab.jobRow(id)).run_id ?? 0;
  const chunk = { run_id, from_seq: 0, count: 5, file_offset: 0, length: size as number, raw_length: 1 };
  await api.db.run((q) => q.insertInto('log_chunks').values(chunk).execute());
  await store.append({ id, submitted: time }, 0, Buffer.from('x'));
  return id;
}

const directory = async (id: number) => {
  const { submit_time } = await api.lab.jobRow(id);
  return store.directory({ id, submitted: submit_time });
};

/** `whole`, `no log`, or `gone`. */
async function stateOf(id: number): Promise<string> {
  const { status, body } = await (await api.as('admin'))('GET', `/jobs/${id}`);
  if (status === 404) return 'gone';
  return (body as { records: number }).records === 0 ? 'no log' : 'whole';
}

function keeping(settings: Partial<Record<'retention' | 'logGib', unknown>>, options = {}) {
  const retention = ((settings.retention ?? []) as unknown[]).map((rule) => RetentionRule.parse(rule));
  const all = { ...NOTHING, ...settings, retention } as RetentionSettings;
  return retain({ db: api.db, store }, all, { rest: 0, ...options });
}

const applied = async (...args: Parameters<typeof keeping>) => {
  const done = await keeping(...args);
  if (!done) throw new Error('another one does it');
  return done;
};

describe('rules of retention', () => {
  it('remove jobs or logs by age and filter, each as its rule says', async () => {
    const [month, week, canceled, fresh] = [
      await job(31),
      await job(8),
      await job(2, { health: 'canceled' }),
      await job(0.5),
    ];
    const place = await directory(month);
    const retention = [
      { days: 30 },
      { days: 7, remove: 'log' },
      { days: 1, filter: 'health:canceled' },
      { days: 1, filter: 'by:nobody' },
    ];
    const counts = async (options = {}) =>
      (await applied({ retention }, options)).rules.map(({ jobs }) => jobs);
    expect(await counts({ dryRun: true })).toEqual([1, 2, 1, 0]);
    expect([await stateOf(month), await stateOf(canceled)]).toEqual(['whole', 'whole']);
    expect(await counts()).toEqual([1, 1, 1, 0]);
    expect(await Promise.all([month, week, canceled, fresh].map(stateOf))).toEqual([
      ...['gone', 'no log', 'gone', 'whole'],
    ]);
    expect(existsSync(place)).toBe(false);
    expect(existsSync(await directory(week))).toBe(false);
    expect(await counts()).toEqual([0, 0, 0, 0]);
    const { body } = await (await api.as('admin'))('GET', `/history?kind=job&object=${month}`);
    expect(body).toMatchObject({ items: [{ actor: '<retention>', action: 'remove' }] });
  });

  it('are applied by one of several servers at a time, each removal once', async () => {
    const jobs = [await job(31), await job(32), await job(33)];
    const both = await Promise.all([1, 2].map(() => keeping({ retention: [{ days: 30 }] })));
    expect(both.filter((done) => done)).toMatchObject([{ rules: [{ jobs: 3 }] }]);
    // As `lava-server manage jobs rm`, which asks nobody, does it at the same moment.
    const removed = await Promise.all([job(31), job(32)]);
    const owners = removed.map((id) => ({ id, submitted: new Date() }));
    const remove = () => removeBatch({ db: api.db, store }, owners, { by: 'ann', logsOnly: false });
    await Promise.all([remove(), remove()]);
    for (const id of [...jobs, ...removed]) {
      const { body } = await (await api.as('admin'))('GET', `/history?kind=job&object=${id}`);
      expect((body as { items: unknown[] }).items).toMatchObject([{ action: 'remove' }]);
    }
  });

  it('touch no job that runs or that somebody keeps, whatever its age', async () => {
    const kept = await job(400);
    const runs = await job(400, { state: 'running', health: 'unknown', end_time: null });
    expect((await bob('PUT', `/jobs/${kept}/kept`, { reason: 'bug 7' })).status).toBe(403);
    const admin = await api.as('admin');
    expect((await admin('PUT', `/jobs/${kept}/kept`, { reason: 'bug 7' })).body).toEqual({
      kept: { by: 'admin', time: expect.any(String), reason: 'bug 7' },
      job: null,
      log: null,
    });
    const before = await applied({ retention: [{ days: 30 }], logGib: 1e-9 });
    expect(before.rules).toMatchObject([{ jobs: 0 }]);
    expect([await stateOf(kept), await stateOf(runs)]).toEqual(['whole', 'whole']);
    expect((await admin('DELETE', `/jobs/${kept}/kept`)).status).toBe(200);
    expect((await admin('DELETE', `/jobs/${kept}/kept`)).body).toMatchObject({ kept: null });
    await applied({ retention: [{ days: 30 }] });
    expect(await stateOf(kept)).toBe('gone');
  });

  it('keep the newest logs that have room', async () => {
    await applied({ logGib: 1e-9 });
    const [oldest, middle, newest] = [
      await job(3, { size: MIB }),
      await job(2, { size: MIB }),
      await job(1, { size: MIB }),
    ];
    expect(await applied({ logGib: 2.5 / 1024 })).toEqual({ rules: [], logs: 1 });
    expect(await Promise.all([oldest, middle, newest].map(stateOf))).toEqual(['no log', 'whole', 'whole']);
    expect((await applied({ logGib: 2.5 / 1024 })).logs).toBe(0);
  });

  it('end when the server does', async () => {
    await job(40);
    const signal = AbortSignal.abort(new Error('stops'));
    await expect(keeping({ retention: [{ days: 30 }] }, { signal })).rejects.toThrow('stops');
  });
});

describe('how long a job is kept', () => {
  const until = async (id: number) => (await ann('GET', `/jobs/${id}/retention`)).body;
  const days = (id: string | null) => (id === null ? null : Math.round((Date.parse(id) - Date.now()) / DAY));

  it('is what the first rule that fits says', async () => {
    const shown = async (id: number) => {
      const { job: whole, log } = (await until(id)) as { job: string | null; log: string | null };
      return [days(whole), days(log)];
    };
    expect(await shown(await job(0))).toEqual([30, 7]);
    expect(await shown(await job(0, { health: 'canceled' }))).toEqual([1, null]);
    expect(await shown(await api.lab.job())).toEqual([null, null]);
    expect((await ann('GET', '/jobs/999999/retention')).status).toBe(404);
    const personal = await job(0, { visibility: 'personal' });
    expect((await bob('GET', `/jobs/${personal}/retention`)).status).toBe(404);
  });
});

describe('the setting', () => {
  it.each([
    ['[{days: 0}]', /days/],
    ['[{days: 1, filter: "typ:x"}]', /did you mean type/],
    ['[{days: 1, filter: "case:x"}]', /cannot have case:/],
    ['[{days: 1, remove: all}]', /remove/],
    ['[{days: 1, what: x}]', /what/i],
    ['{days: 1}', /array|list/i],
    ['[{days: 1', /^--retention: /],
  ])('%s is refused', (text, message) => {
    expect(() => readSettings([`--retention=${text}`], { LAVA_SETTINGS: undefined })).toThrow(message);
  });
});
