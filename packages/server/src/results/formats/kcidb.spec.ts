// SPDX-License-Identifier: Apache-2.0
import type { Job, TestResult } from '@lava/protocol/api/jobs.ts';
import { MISSED } from '@lava/protocol/record/missed.ts';
import { describe, expect, it } from 'vitest';
import { KcidbReport } from '../../testing/kcidb-schema.ts';
import type { How, Source } from '../source.ts';
import { kcidb } from './kcidb.ts';

const result = (record: number, set: Partial<TestResult>): TestResult => ({
  ...{ id: record, suite: '0_smoke', set: null, name: `case-${record}`, result: 'pass', measurement: null },
  ...{ units: null, reference: null, record, startRecord: null, endRecord: null, logged: null, metadata: {} },
  ...set,
});

function source(cases: readonly TestResult[], job: Partial<Job> = {}): Source {
  return {
    job: {
      ...{ id: 7, attempt: 1, state: 'finished', health: 'complete', error: null, metadata: {} },
      ...{ device: 'bbb-1', deviceType: 'bbb', startTime: '2026-11-30T10:00:00.000Z' },
      ...job,
    } as Job,
    suites: [],
    async *pages(_, wanted) {
      const found = cases.filter(({ result }) => wanted === undefined || result === wanted);
      for (let at = 0; at < found.length; at += 2) yield found.slice(at, at + 2);
    },
  };
}

async function report(sources: readonly Source[], how: How = {}): Promise<KcidbReport> {
  let text = '';
  for await (const piece of kcidb(
    (async function* () {
      yield* sources;
    })(),
    how,
  ))
    text += piece;
  return KcidbReport.parse(JSON.parse(text));
}

describe('a report for KCIDB', () => {
  it('has a word of its own for each verdict', async () => {
    const known = { id: 3, reason: 'bug 1234', url: 'https://b\u00fcgs.example.org/1234' };
    const { tests, issues, incidents } = await report([
      source([
        result(1, {}),
        result(2, { result: 'fail' }),
        result(3, { result: 'skip' }),
        result(4, { result: 'unknown' }),
        result(5, { result: 'fail', metadata: { extra: MISSED } }),
        result(6, { result: 'fail', known }),
        result(7, { known }),
      ]),
    ]);
    expect(tests.map(({ id, status }) => `${id} ${status}`)).toEqual([
      ...['lava:7.1.1 PASS', 'lava:7.1.2 FAIL', 'lava:7.1.3 SKIP', 'lava:7.1.4 ERROR', 'lava:7.1.5 MISS'],
      ...['lava:7.1.6 FAIL', 'lava:7.1.7 PASS'],
    ]);
    expect(issues).toMatchObject([
      {
        id: 'lava:known-3',
        version: 1,
        comment: 'bug 1234',
        report_url: 'https://xn--bgs-hoa.example.org/1234',
      },
    ]);
    expect(incidents).toMatchObject([{ issue_id: 'lava:known-3', test_id: 'lava:7.1.6', present: true }]);
  });

  it('says what was tested, where, and how much', async () => {
    const how = { origin: 'my_lab', pages: 'https://lava.example.org/lab/' };
    const cases = [
      result(1, {
        ...{ set: 'disk', name: 'read.speed (\u00b5s)', measurement: '12.50', units: 'MB/s' },
        metadata: { duration: '1.5' },
      }),
    ];
    const metadata = { kcidb_build: 'maestro:6123' };
    expect((await report([source(cases, { metadata })], how)).tests).toEqual([
      {
        ...{ id: 'my_lab:7.1.1', origin: 'my_lab', build_id: 'maestro:6123', status: 'PASS' },
        ...{ path: 'smoke.disk.read.speed_s_', number: { value: 12.5, unit: 'MB/s' }, duration: 1.5 },
        log_url: 'https://lava.example.org/lab/api/v1/jobs/7/log.txt',
        start_time: '2026-11-30T10:00:00.000Z',
        environment: { misc: { platform: 'bbb', device: 'bbb-1' } },
        misc: { job: 7, suite: '0_smoke', set: 'disk', name: 'read.speed (\u00b5s)' },
      },
    ]);
    const build = async (told: unknown, given?: string) =>
      (await report([source(cases, { metadata: { kcidb_build: told } })], { ...how, build: given })).tests[0]
        ?.build_id;
    expect(await build('maestro:6123', 'other:1')).toBe('other:1');
    for (const wrong of [undefined, 7, 'no colon', 'Big:1', 'a:b\nc', {}])
      expect(await build(wrong)).toBe('my_lab:job-7');
  });

  it.each([
    ['infrastructure', 'MISS'],
    ['canceled', 'MISS'],
    ['test', 'ERROR'],
    ['job', 'ERROR'],
  ])('of a job that ended by its %s says %s', async (kind, status) => {
    const error = { code: 'x', kind, message: 'why' };
    const { tests } = await report([source([], { health: 'incomplete', error })]);
    expect(tests).toMatchObject([
      { id: 'lava:7.1.outcome', path: 'job', status, comment: 'the job is incomplete: why' },
    ]);
  });

  it('may be of many jobs, or of none, whatever the names in them are', async () => {
    expect(await report([])).toMatchObject({ tests: [], issues: [], incidents: [] });
    const names = ['', '...', '\u0000', 'a\nb', '<x>', '..a..b..', '__proto__', '"'];
    const cases = names.flatMap((name, n) => [
      result(2 * n, { name, suite: name, units: name, measurement: '1e400' }),
      result(2 * n + 1, { name, set: name, reference: name, metadata: { duration: name } }),
    ]);
    const jobs = [
      source(cases.map((each) => ({ ...each, units: null }))),
      source([result(1, {})], { id: 8, attempt: 2 }),
    ];
    const { tests } = await report(jobs);
    expect(tests).toHaveLength(2 * names.length + 1);
    expect(tests.at(-1)?.id).toBe('lava:8.2.1');
    expect(tests.every(({ number }) => number === undefined)).toBe(true);
  });
});
