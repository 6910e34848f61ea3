// SPDX-License-Identifier: Apache-2.0
import { MAX_ADDED } from '@lava/protocol/api/added-results.ts';
import { FIRST_ADDED } from '@lava/protocol/record/added.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { insertResults } from '../../../db/queries/log-chunks.ts';
import { type TestApi, testApi } from '../../../testing/api.ts';
import { addResults } from '../../../testing/results.ts';

let api: TestApi;
let as: Record<'ann' | 'bob' | 'admin', Awaited<ReturnType<TestApi['as']>>>;
let job: number;

const ENDED = { state: 'finished', end_time: new Date(), device: 'qemu-1', worker: 'lab-1' } as const;
const CASE = { name: 'rf-power', result: 'fail', measurement: 17.5, units: 'dBm', set: 'radio' };

beforeAll(async () => {
  api = await testApi();
  as = { ann: await api.as('ann'), bob: await api.as('bob'), admin: await api.as('admin') };
  await api.lab.deviceType();
  await api.lab.worker();
  job = await api.lab.job({ ...ENDED, health: 'complete' });
  await addResults(api.db, job, [{ name: 'kernel' }]);
});

const add = (who: keyof typeof as, body: object, id = job) => as[who]('POST', `/jobs/${id}/results`, body);
const shown = async (id = job) => (await as.ann('GET', `/jobs/${id}/results`)).body as { items: object[] };

describe('results that are added', () => {
  it('are results of the job after it ended, with who added them, and in its exports', async () => {
    expect((await add('ann', { suite: 'laboratory', cases: [CASE] })).body).toEqual({ added: 1 });
    const more = { suite: '0_smoke', cases: [{ name: 'look', result: 'pass', metadata: { by: 'hand' } }] };
    expect((await add('admin', more)).body).toEqual({ added: 2 });
    expect((await shown()).items).toMatchObject([
      { name: 'kernel', record: 0, metadata: {} },
      {
        ...{ suite: 'laboratory', set: 'radio', name: 'rf-power', result: 'fail', measurement: '17.5' },
        ...{ units: 'dBm', record: FIRST_ADDED, startRecord: null, metadata: { added_by: 'ann' } },
      },
      {
        suite: '0_smoke',
        name: 'look',
        record: FIRST_ADDED + 1,
        metadata: { by: 'hand', added_by: 'admin' },
      },
    ]);
    const junit = String((await as.ann('GET', `/jobs/${job}/export/junit`)).body);
    expect(junit).toContain(`<failure type="fail" message="job ${job}, added by ann"/>`);
    expect((await as.ann('GET', `/jobs/${job}`)).body).toMatchObject({ health: 'complete' });
    const { body } = await as.admin('GET', `/history?kind=job&object=${job}`);
    expect((body as { items: object[] }).items).toMatchObject([
      { actor: 'admin', action: 'add results', new: '1 of 0_smoke' },
      { actor: 'ann', action: 'add results', new: '1 of laboratory' },
    ]);
  });

  it('are of its submitter and admins; others do not learn of a personal job', async () => {
    const body = { suite: 'mine', cases: [CASE] };
    const personal = await api.lab.job({ ...ENDED, health: 'complete', visibility: 'personal' });
    expect(await add('bob', body)).toMatchObject({ status: 403 });
    expect(await add('bob', body, personal)).toMatchObject({ status: 404 });
    expect(await add('ann', body, personal)).toMatchObject({ status: 200 });
    expect((await as.bob('GET', `/jobs/${personal}/results`)).status).toBe(404);
  });

  it('belong to an attempt: a job that waits has none', async () => {
    const waits = await api.lab.job();
    expect(await add('ann', { suite: 'x', cases: [CASE] }, waits)).toMatchObject({
      status: 409,
      body: { message: `job ${waits} has not started: results belong to an attempt at it` },
    });
  });

  it.each([
    ['the suite of the steps', { suite: 'lava', cases: [CASE] }],
    ['no case', { suite: 'x', cases: [] }],
    ['too many', { suite: 'x', cases: Array.from({ length: 1_001 }, () => CASE) }],
    ['another word', { suite: 'x', cases: [{ name: 'x', result: 'passed' }] }],
    ['a name that is too long', { suite: 'x', cases: [{ ...CASE, name: 'x'.repeat(1_001) }] }],
    ['a measurement beyond all numbers', { suite: 'x', cases: [{ ...CASE, measurement: '1e999' }] }],
    ['somebody else as their author', { suite: 'x', cases: [{ ...CASE, metadata: { added_by: 'bob' } }] }],
    [
      'metadata that are not texts',
      { suite: 'x', cases: [{ ...CASE, metadata: { extra: { missed: true } } }] },
    ],
    ['what nobody knows', { suite: 'x', cases: [{ ...CASE, log: 'x' }] }],
  ])('may not have %s', async (_, body) => {
    expect(await add('ann', body)).toMatchObject({ status: 400, body: { code: 'request-invalid' } });
  });

  it('are 20,000 of a job at most, also when they come at the same time', async () => {
    const full = await api.lab.job({ ...ENDED, health: 'complete' });
    const [suite, metadata, logged] = ['x', '{}', new Date()];
    const none = { set_name: null, measurement: null, units: null, reference: null };
    const last = {
      job_id: full,
      record: FIRST_ADDED + MAX_ADDED - 3,
      suite,
      name: 'x',
      result: 'pass',
    } as const;
    const row = { ...last, ...none, start_record: null, end_record: null, logged, metadata };
    await api.db.run((q) => insertResults(q, [row]));
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => add('ann', { suite, cases: [CASE] }, full)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 409, 409]);
  });
});
