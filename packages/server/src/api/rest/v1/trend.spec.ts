// SPDX-License-Identifier: Apache-2.0
import type { Trend } from '@lava/protocol/api/trend.ts';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestApi, testApi } from '../../../testing/api.ts';
import { addResults, type TestCase } from '../../../testing/results.ts';

type Ask = Awaited<ReturnType<TestApi['as']>>;

let api: TestApi;
let ann: Ask;
let bob: Ask;
const jobs: number[] = [];
let personal: number;
let annId: number;
const ENDED = { state: 'finished', health: 'complete', end_time: new Date(), worker: 'lab-1' } as const;

beforeAll(async () => {
  api = await testApi();
  await api.lab.deviceType();
  await api.lab.worker();
  [ann, bob] = [await api.as('ann'), await api.as('bob')];
  const { id: submitter } = await api.db.run((q) =>
    q.selectFrom('users').select('id').where('username', '=', 'ann').executeTakeFirstOrThrow(),
  );
  const job = async (cases: TestCase[], more: object = {}) => {
    const id = await api.lab.job({ ...ENDED, device: 'qemu-1', submitter, ...more });
    await addResults(api.db, id, cases);
    return id;
  };
  annId = submitter;
  jobs.push(await job([{ name: 'speed', measurement: '10', units: 's' }]));
  jobs.push(await job([{ name: 'speed', result: 'fail', suite: '1_smoke' }, { name: 'other' }]));
  personal = await job([{ name: 'speed', measurement: '99', units: 's' }], { visibility: 'personal' });
  const repeated = ['1', '5', '3'].map((measurement) => ({ name: 'speed', measurement, units: 's' }));
  jobs.push(await job([...repeated, { name: 'speed', result: 'fail' }], { device: 'qemu-2' }));
  await job([{ name: 'speed', suite: '0_else' }]);
});

async function trend(as: Ask, query = ''): Promise<Trend> {
  const { status, body } = await as('GET', `/trend?suite=smoke&case=speed${query}`);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
}
const numbers = ({ items }: Trend) => items.map(({ job }) => job);

describe('a trend', () => {
  it('is one case over time, each job once, newest first', async () => {
    const { items, next } = await trend(bob);
    expect(next).toBeNull();
    expect(items).toMatchObject([
      { job: jobs[2], device: 'qemu-2', result: 'fail', measurement: 3, units: 's' },
      { job: jobs[1], result: 'fail', measurement: null },
      { job: jobs[0], device: 'qemu-1', result: 'pass', measurement: 10, units: 's' },
    ]);
  });

  it('has no point of a job that its reader may not see', async () => {
    expect(numbers(await trend(bob))).not.toContain(personal);
    expect(numbers(await trend(ann))).toEqual([jobs[2], personal, jobs[1], jobs[0]]);
    // Not even by where a page ends.
    const hidden = await api.lab.job({
      ...ENDED,
      device: 'qemu-1',
      visibility: 'personal',
      submitter: annId,
    });
    await addResults(api.db, hidden, [{ name: 'secret' }, { name: 'secret' }]);
    for (const limit of [1, 2])
      expect((await bob('GET', `/trend?suite=smoke&case=secret&limit=${limit}`)).body).toEqual({
        items: [],
        next: null,
      });
    expect(numbers((await ann('GET', '/trend?suite=smoke&case=secret')).body as Trend)).toEqual([hidden]);
  });

  it('is of jobs that fit a filter, page by page', async () => {
    expect(numbers(await trend(ann, '&filter=device:qemu-2'))).toEqual([jobs[2]]);
    expect(numbers(await trend(ann, '&filter=case:other'))).toEqual([jobs[1]]);
    expect(numbers(await trend(ann, '&filter=by:bob'))).toEqual([]);
    const found: number[] = [];
    for (let after = ''; ; ) {
      const page = await trend(bob, `&limit=5${after}`);
      found.push(...numbers(page));
      if (page.next === null) break;
      after = `&after=${page.next}`;
    }
    expect(found).toEqual([jobs[2], jobs[1], jobs[0]]);
    expect((await ann('GET', '/trend?suite=smoke&case=speed&after=x')).status).toBe(400);
    expect((await ann('GET', '/trend?suite=smoke&case=speed&filter=healht:x')).status).toBe(400);
    expect((await ann('GET', '/trend?suite=smoke&case=speed&limit=20000')).status).toBe(400);
  });

  it('takes a job with 10,000 reports as one point', async () => {
    await api.db.run(async (q) => {
      const suite = sql`select s.run_id, s.id as suite_id from suites s join jobs j on j.run_id = s.run_id
        where j.id = ${jobs[0]} limit 1`;
      await sql`insert into results (run_id, record, suite_id, name, result, measurement, metadata)
        select run_id, 1000 + n, suite_id, 'many', 'pass', n, '{}' from (${suite}) s, generate_series(1, 10000) n`.execute(
        q,
      );
    });
    const { body } = await ann('GET', '/trend?suite=smoke&case=many&limit=10000');
    expect(body).toMatchObject({ items: [{ job: jobs[0], measurement: 5000.5 }] });
  });
});
