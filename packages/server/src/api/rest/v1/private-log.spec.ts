// SPDX-License-Identifier: Apache-2.0
import type { AddressInfo } from 'node:net';
import { PRIVATE_MARK } from '@lava/protocol/record/private.ts';
import { encodeRecord, type JobRecord } from '@lava/protocol/record/record.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { accountNamed } from '../../../accounts/accounts.ts';
import { addToken } from '../../../accounts/tokens.ts';
import { Ingest } from '../../../ingest/ingest.ts';
import { jobExited, jobStarted } from '../../../jobs/lifecycle.ts';
import { compactLog } from '../../../logs/compact.ts';
import { LogReader } from '../../../logs/log-reader.ts';
import { type TestApi, testApi } from '../../../testing/api.ts';
import { silent } from '../../../testing/database.ts';

const FACT = 'pdu-7.lab';
const dt = '2026-11-22T09:34:00.000000+00:00';
const failed = { definition: 'lava', case: 'reset', result: 'fail' as const };
const RECORDS: JobRecord[] = [
  { dt, lvl: 'info', msg: 'for everybody' },
  { dt, lvl: 'debug', msg: 'Calling: pdu <device>', private: { msg: `Calling: pdu ${FACT}` } },
  { dt, lvl: 'target', msg: 'a device says {"msg":"x","private":{"msg":"y"}}' },
  {
    ...{ dt, lvl: 'results', msg: { ...failed, error_msg: '<device> is off' } },
    private: { msg: { ...failed, error_msg: `${FACT} is off` } },
  },
  {
    ...{
      dt,
      lvl: 'error',
      msg: 'Job failed: <device>',
      status: { health: 'incomplete', message: '<device>' },
    },
    private: { msg: `Job failed: ${FACT}`, status: { health: 'incomplete', message: FACT } },
  },
];

let api: TestApi;
let job: number;
let base: string;

beforeAll(async () => {
  api = await testApi();
  await api.lab.user();
  await api.lab.deviceType();
  await api.lab.worker();
  await api.lab.device();
  job = await api.lab.scheduledJob();
  const ingest = new Ingest({ db: api.db, store: api.store, log: silent, onComplete: () => undefined });
  await jobStarted(api.db, 'lab-1', job);
  const header = { type: 'records' as const, job, from: 0, count: RECORDS.length, attempt: 1 };
  const data = Buffer.from(RECORDS.map((record) => `${encodeRecord(record)}\n`).join(''));
  await new Promise<void>((resolve) => void ingest.add(header, data, 'lab-1', () => resolve()));
  await ingest.close();
  const status = {
    health: 'incomplete' as const,
    code: 'host-tool-failed',
    kind: 'infrastructure',
    message: '<device>',
  };
  await jobExited(api.db, 'lab-1', job, { records: RECORDS.length, status });
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  base = `http://127.0.0.1:${(api.app.server.address() as AddressInfo).port}/api/v1`;
});

/** Every door at which something of a job's log comes out. */
const DOORS = [
  '',
  '/records',
  '/records?from=1&limit=1',
  '/log.yaml',
  '/log.txt',
  '/stream',
  '/stream?from=3',
  '/results',
  '/definition',
];
const LOG_DOORS = DOORS.filter((door) => /records|log|stream/.test(door));

async function fetchDoor(user: string | null, door: string): Promise<string> {
  await api.as(user); // makes the user
  const token = user && (await addToken(api.db, await accountNamed(api.db, user), 'test')).token;
  const answer = await fetch(`${base}/jobs/${job}${door}`, {
    headers: { ...(token && { authorization: `Bearer ${token}` }) },
  });
  expect(answer.status).toBe(200);
  return answer.text();
}

/** Marks of private parts in a text. In plain text a device's own words, one of which looks like a mark, are not escaped. */
function marks(door: string, text: string): number {
  return text.split(PRIVATE_MARK).length - 1 - (door === '/log.txt' ? 1 : 0);
}

describe('facts of a device', () => {
  it.each(DOORS)('are not seen by other people at jobs/:id%s', async (door) => {
    for (const user of ['ann', 'bob', null]) {
      const text = await fetchDoor(user, door);
      expect(text).not.toContain(FACT);
      expect(marks(door, text)).toBe(0);
    }
  });

  it.each(LOG_DOORS)('are shown to admins at jobs/:id%s', async (door) => {
    const text = await fetchDoor('admin', door);
    expect(text).toContain(FACT);
    expect(marks(door, text)).toBe(0);
  });

  it('take nothing else away: each record is there, and what a device says stays as it is', async () => {
    const lines = (await fetchDoor(null, '/records')).trimEnd().split('\n');
    expect(lines).toHaveLength(RECORDS.length);
    const shown = lines.map((line) => JSON.parse(line));
    expect(shown).toEqual(RECORDS.map(({ private: _, ...record }) => record));
    const whole = (await fetchDoor('admin', '/records')).trimEnd().split('\n');
    expect(whole.map((line) => JSON.parse(line))).toEqual(
      RECORDS.map(({ private: hidden, ...record }) =>
        hidden ? { ...record, ...hidden, masked: true } : record,
      ),
    );
  });

  it('are not keys of their own in the YAML that LAVA has', async () => {
    const keys = new Set(
      (loadYaml(await fetchDoor('admin', '/log.yaml')) as object[]).flatMap((each) => Object.keys(each)),
    );
    expect([...keys].sort()).toEqual(['dt', 'lvl', 'msg']);
  });

  it('stay private when the log is compacted', async () => {
    const reader = new LogReader(api.db, api.store);
    await compactLog({ db: api.db, store: api.store, reader }, job);
    expect(await fetchDoor('bob', '/log.yaml')).not.toContain(FACT);
    expect(await fetchDoor('admin', '/log.yaml')).toContain(FACT);
  });
});
