// SPDX-License-Identifier: Apache-2.0
import { MISSED } from '@lava/protocol/record/missed.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestApi, testApi } from '../../../testing/api.ts';
import { KcidbReport } from '../../../testing/kcidb-schema.ts';
import { addResults } from '../../../testing/results.ts';

let api: TestApi;
let admin: Awaited<ReturnType<TestApi['as']>>;
let job: number;
let incomplete: number;

const ENDED = { state: 'finished', end_time: new Date(), device: 'qemu-1', worker: 'lab-1' } as const;

beforeAll(async () => {
  api = await testApi();
  admin = await api.as('admin');
  await api.lab.deviceType();
  await api.lab.worker();
  job = await api.lab.job({
    ...ENDED,
    health: 'complete',
    description: 'a <b> & "c"',
    metadata: '{"build":"7"}',
  });
  await addResults(api.db, job, [
    { suite: 'lava', name: 'validate', metadata: { duration: '1.5' } },
    { name: 'kernel' },
    { name: 'boots #1', result: 'fail' },
    { name: 'speed', set: 'disk', measurement: '12.50', units: 'MB/s' },
    { name: 'sound', result: 'skip' },
    { suite: '1_late', name: 'corrupted', result: 'unknown' },
    { suite: '1_late', name: 'twice', result: 'fail' },
    { suite: '1_late', name: 'twice', measurement: '3' },
  ]);
  const error = { error_code: 'power-failed', error_kind: 'infrastructure', error_message: 'the PDU is off' };
  incomplete = await api.lab.job({ ...ENDED, health: 'incomplete', ...error });
});

const get = async (path: string, id = job) =>
  (await admin('GET', `/jobs/${id}/export/${path}`)) as { status: number; body: unknown; headers: object };
const text = async (path: string, id = job) => String((await get(path, id)).body);

describe('an export', () => {
  it('as JUnit has a suite for each suite, and another word than failure for what did not decide', async () => {
    expect(await text('junit')).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="job ${job}: a &#60;b&#62; &#38; &#34;c&#34;">
<testsuite name="0_smoke" tests="4" failures="1" errors="0" skipped="1">
<testcase classname="0_smoke" name="kernel"/>
<testcase classname="0_smoke" name="boots #1"><failure type="fail" message="job ${job}, lines 3 to 3 of the log"/></testcase>
<testcase classname="0_smoke.disk" name="speed"><properties><property name="measurement" value="12.50"/><property name="units" value="MB/s"/></properties></testcase>
<testcase classname="0_smoke" name="sound"><skipped/></testcase>
</testsuite>
<testsuite name="1_late" tests="3" failures="1" errors="1" skipped="0">
<testcase classname="1_late" name="corrupted"><error type="corrupted" message="not decided: job ${job}, lines 6 to 6 of the log"/></testcase>
<testcase classname="1_late" name="twice"><failure type="fail" message="job ${job}, lines 7 to 7 of the log"/></testcase>
<testcase classname="1_late" name="twice"><properties><property name="measurement" value="3"/></properties></testcase>
</testsuite>
</testsuites>
`);
    expect((await get('junit')).headers).toMatchObject({
      'content-type': 'application/xml; charset=utf-8',
      'content-disposition': `attachment; filename="job-${job}-results.xml"`,
    });
  });

  it('as TAP numbers all cases, and does not count as failed what did not decide', async () => {
    expect(await text('tap')).toBe(`TAP version 13
ok 1 - 0_smoke/kernel
not ok 2 - 0_smoke/boots \\#1
ok 3 - 0_smoke/disk/speed
  ---
  measurement: 12.50
  units: "MB/s"
  ...
ok 4 - 0_smoke/sound # SKIP
not ok 5 - 1_late/corrupted # TODO not decided
not ok 6 - 1_late/twice
ok 7 - 1_late/twice
  ---
  measurement: 3
  ...
1..7
`);
  });

  it('has other words than failure for what is known, and for what never came', async () => {
    const some = await api.lab.job({ ...ENDED, health: 'complete' });
    await addResults(api.db, some, [
      { name: 'usb-1', result: 'fail' },
      { name: 'fails', result: 'fail' },
      { name: 'never', result: 'fail', metadata: { extra: MISSED } },
      { name: 'usb-2' },
    ]);
    const known = { name: 'usb-*', reason: 'no <USB>', url: 'https://b.org/1' };
    expect((await admin('POST', '/known-failures', known)).status).toBe(200);
    const junit = await text('junit', some);
    expect(junit).toContain('<testsuite name="0_smoke" tests="4" failures="1" errors="1" skipped="1">');
    expect(junit).toContain(
      'name="usb-1"><skipped message="known failure: no &#60;USB&#62; (https://b.org/1)"/></testcase>',
    );
    expect(junit).toContain(
      `name="never"><error type="missed" message="expected, and not reported: job ${some}"/></testcase>`,
    );
    expect(junit.match(/<failure/g)).toHaveLength(1);
    expect(await text('tap', some)).toBe(`TAP version 13
not ok 1 - 0_smoke/usb-1 # TODO known: no <USB> (https://b.org/1)
not ok 2 - 0_smoke/fails
not ok 3 - 0_smoke/never # TODO missed: expected, and not reported
ok 4 - 0_smoke/usb-2
1..4
`);
    expect((await get('squad-tests', some)).body).toMatchObject({ '0_smoke/never': 'skip' });
  });

  it('for KCIDB is a report of a job, of a suite, or of a saved query', async () => {
    const pathsOf = async (path: string) => {
      const { status, body } = await admin('GET', path);
      expect(status).toBe(200);
      return KcidbReport.parse(body).tests.map((test) => `${test.misc?.job} ${test.path} ${test.status}`);
    };
    expect(await pathsOf(`/jobs/${job}/export/kcidb?suite=1_late`)).toEqual([
      `${job} late.corrupted ERROR`,
      `${job} late.twice FAIL`,
      `${job} late.twice PASS`,
    ]);
    expect(await pathsOf(`/jobs/${incomplete}/export/kcidb`)).toEqual([`${incomplete} job MISS`]);
    const refused = [
      `${job}/export/kcidb?origin=A`,
      `${job}/export/kcidb?build=x`,
      `${job}/export/tap?origin=a`,
    ];
    for (const path of refused) expect((await admin('GET', `/jobs/${path}`)).status).toBe(400);
    const secret = await api.lab.job({ ...ENDED, health: 'incomplete', visibility: 'personal' });
    const filter = 'health:incomplete';
    const { id } = (await admin('POST', '/queries', { name: 'x', filter, published: true })).body as {
      id: number;
    };
    const report = `/queries/${id}/export/kcidb`;
    expect(await pathsOf(report)).toEqual([`${secret} job MISS`, `${incomplete} job MISS`]);
    expect(await pathsOf(`${report}?limit=1`)).toEqual([`${secret} job MISS`]);
    const seen = KcidbReport.parse((await (await api.as('bob'))('GET', report)).body);
    expect(seen.tests).toHaveLength(1);
  });

  it('says that a job did not come to its end, also where it has no case', async () => {
    expect(await text('junit', incomplete)).toContain(
      '<testcase classname="job" name="outcome"><error type="infrastructure" message="the job is incomplete: the PDU is off"/></testcase>',
    );
    expect(await text('tap', incomplete)).toBe(
      'TAP version 13\n1..0 # SKIP no test cases\nBail out! the job is incomplete: the PDU is off\n',
    );
    const waits = await api.lab.job();
    expect(await text('tap', waits)).toContain('Bail out! the job is submitted\n');
    expect((await get('json', waits)).body).toEqual([]);
    expect(await text('yaml', waits)).toBe('[]\n');
  });

  it('as CSV, JSON and YAML has everything, of the suites that were asked for', async () => {
    const cases = (await get('json?suite=lava')).body as object[];
    expect(cases).toMatchObject([{ suite: 'lava', name: 'validate', metadata: { duration: '1.5' } }]);
    expect(((await get('json?all=true')).body as object[]).length).toBe(8);
    expect(
      (await text('csv?suite=1_late&suite=lava')).split('\n').map((line) => line.split(',', 4).join()),
    ).toEqual([
      'suite,set,name,result',
      'lava,,validate,pass',
      '1_late,,corrupted,unknown',
      '1_late,,twice,fail',
      '1_late,,twice,pass',
      '',
    ]);
    expect(await text('yaml')).toMatch(/^- id: \d+\n {2}suite: 0_smoke\n/);
  });

  it('for SQUAD names each case once, as its worst', async () => {
    expect((await get('squad-tests')).body).toEqual({
      '0_smoke/kernel': 'pass',
      '0_smoke/boots #1': 'fail',
      '0_smoke/disk/speed': 'pass',
      '0_smoke/sound': 'skip',
      '1_late/corrupted': 'skip',
      '1_late/twice': 'fail',
    });
    expect((await get('squad-metrics')).body).toEqual({
      '0_smoke/disk/speed': { value: 12.5, unit: 'MB/s' },
      '1_late/twice': { value: 3 },
    });
    expect((await get('squad-metadata')).body).toMatchObject({
      build: '7',
      job_id: String(job),
      job_status: 'Complete',
    });
  });

  it('is refused in a form that there is not, and of a job that the reader may not see', async () => {
    expect((await get('pdf')).status).toBe(400);
    const other = await api.lab.job({ ...ENDED, health: 'complete', visibility: 'personal' });
    await addResults(api.db, other, [{ name: 'secret' }]);
    const bob = await api.as('bob');
    expect(await bob('GET', `/jobs/${other}/export/junit`)).toMatchObject({
      status: 404,
      body: { code: 'not-found' },
    });
  });

  it('of a long job is written page by page, in order', async () => {
    const long = await api.lab.job({ ...ENDED, health: 'complete' });
    await addResults(
      api.db,
      long,
      Array.from({ length: 2_345 }, (_, n) => ({ suite: `${n % 2}_s`, name: `case-${n}` })),
    );
    const tap = await text('tap', long);
    expect(tap).toContain('ok 2345 - 0_s/case-2344\n1..2345\n');
    const junit = await text('junit', long);
    expect(junit.match(/<testcase/g)?.length).toBe(2_345);
    expect(junit.indexOf('case-2344')).toBeLessThan(junit.indexOf('case-1"'));
  });
});
