// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestApi, testApi } from '../../../testing/api.ts';
import { addResults } from '../../../testing/results.ts';

let api: TestApi;
let admin: Awaited<ReturnType<TestApi['as']>>;
let eve: typeof admin;
/** By what is special about it. */
const jobs: Record<string, number> = {};

const HOUR = 3_600_000;
const ended = (health: 'complete' | 'incomplete') => ({
  ...({ state: 'finished', health, end_time: new Date(), device: 'qemu-1', worker: 'lab-1' } as const),
});

beforeAll(async () => {
  api = await testApi();
  admin = await api.as('admin');
  eve = await api.as('eve');
  const { lab, db } = api;
  await lab.deviceType();
  await lab.deviceType('bbb');
  await lab.worker();
  jobs.old = await lab.job({ ...ended('complete'), submit_time: new Date(Date.now() - 240 * HOUR) });
  jobs.passed = await lab.job({ ...ended('complete'), description: 'boot test of main' });
  const error = { error_code: 'kernel-failure', error_kind: 'job', error_message: 'panic' };
  jobs.panic = await lab.job({ ...ended('incomplete'), ...error, device_type: 'bbb' });
  jobs.failed = await lab.job({ ...ended('complete'), description: 'boot: "test"' });
  jobs.hidden = await lab.job({ ...ended('complete'), visibility: 'personal' });
  jobs.queued = await lab.job();
  await addResults(db, jobs.old, [{ suite: '1_ltp', name: 'mmap', result: 'fail' }]);
  await addResults(db, jobs.passed, [
    { suite: 'lava', name: 'login', result: 'fail' },
    { suite: '0_ltp', name: 'mmap' },
    { suite: '0_ltp', set: 'again', name: 'mmap' },
    { suite: '1_smoke', name: 'uname', result: 'skip' },
  ]);
  await addResults(db, jobs.failed, [
    { suite: '0_ltp', name: 'mmap' },
    { suite: '1_smoke', name: 'mmap', result: 'fail' },
  ]);
  await addResults(db, jobs.hidden, [
    { suite: '0_ltp', name: 'mmap', result: 'fail' },
    { name: 'only-here' },
  ]);
});

const ask = async (filter: string, more = '', by = admin) => {
  const { status, body } = await by('GET', `/jobs?filter=${encodeURIComponent(filter)}${more}`);
  expect([status, body]).toEqual([200, expect.anything()]);
  return body as { items: { id: number }[]; next: string | null };
};
const names = async (...asked: Parameters<typeof ask>) =>
  (await ask(...asked)).items.map(({ id }) => Object.keys(jobs).find((name) => jobs[name] === id));

describe('a filter of jobs', () => {
  it.each([
    ['boot', ['failed', 'passed']],
    ['"boot test"', ['passed']],
    ['"boot: \\"test\\""', ['failed']],
    ['type:bbb', ['panic']],
    ['type:bbb,qemu state:queued', ['queued']],
    ['health:incomplete error:kernel-failure kind:job', ['panic']],
    ['error:other', []],
    ['kind:infrastructure', []],
    ['before:7d', ['old']],
    ['after:7d health:complete', ['hidden', 'failed', 'passed']],
    ['suite:ltp', ['hidden', 'failed', 'passed', 'old']],
    ['suite:0_ltp', ['hidden', 'failed', 'passed']],
    ['suite:lt', []],
    ['case:mmap', ['hidden', 'failed', 'passed', 'old']],
    ['case:mmap result:fail', ['hidden', 'failed', 'old']],
    ['case:mmap suite:ltp result:fail', ['hidden', 'old']],
    ['case:mmap suite:ltp result:fail after:7d', ['hidden']],
    ['case:mmap result:pass,fail type:qemu', ['hidden', 'failed', 'passed', 'old']],
    ['suite:ltp result:fail', ['hidden', 'old']],
    ['result:fail', ['hidden', 'failed', 'old']],
    ['result:skip,unknown', ['passed']],
    ['case:login', ['passed']],
    ['result:fail by:nobody', []],
    ['-by:admin result:fail', []],
  ])('%s', async (filter, expected) => {
    expect(await names(filter)).toEqual(expected);
  });

  it('holds in addition to the other parameters', async () => {
    expect(await names('case:mmap', '&health=complete&sort=id')).toEqual([
      'old',
      'passed',
      'failed',
      'hidden',
    ]);
    expect(await names('health:incomplete', '&health=complete')).toEqual([]);
    expect(await names('type:bbb', '&deviceType=bbb,qemu')).toEqual(['panic']);
  });

  it('continues from page to page', async () => {
    const first = await ask('case:mmap', '&limit=2');
    expect(first.items.map(({ id }) => id)).toEqual([jobs.hidden, jobs.failed]);
    const second = await ask('case:mmap', `&limit=2&after=${first.next}`);
    expect(second).toMatchObject({ items: [{ id: jobs.passed }, { id: jobs.old }], next: null });
  });

  it('finds nothing that the reader may not see, and counts it no more', async () => {
    expect(await names('case:mmap result:fail', '', eve)).toEqual(['failed', 'old']);
    expect(await ask('case:only-here', '', eve)).toEqual({ items: [], next: null });
    const counts = async (filter: string, by: typeof eve) =>
      (await by('GET', `/jobs/counts?filter=${encodeURIComponent(filter)}`)).body;
    const nothing = { queued: 0, running: 0, finished: 0, complete: 0, incomplete: 0, canceled: 0 };
    expect(await counts('case:only-here', eve)).toEqual(nothing);
    expect(await counts('case:only-here', admin)).toEqual({ ...nothing, finished: 1, complete: 1 });
    expect(await counts('case:mmap health:incomplete', admin)).toEqual({
      ...nothing,
      finished: 4,
      complete: 4,
    });
    expect(await counts('error:kernel-failure', eve)).toEqual({ ...nothing, finished: 1, incomplete: 1 });
    expect(await counts('before:7d', eve)).toEqual({ ...nothing, finished: 1, complete: 1 });
  });

  it.each([
    ['typ:qemu', '', /column 1: there is no key typ: did you mean type:\?/],
    ['case:x', '&sort=queue', /sorted by id/],
    ['device:x/y', '', /filter: device: letters/],
    ['device:a', '&device=b', /device is a parameter too/],
  ])('is refused with the place: %s %s', async (filter, more, message) => {
    const { status, body } = await admin('GET', `/jobs?filter=${encodeURIComponent(filter)}${more}`);
    expect({ status, body }).toMatchObject({ status: 400, body: { code: 'request-invalid' } });
    expect((body as { message: string }).message).toMatch(message);
  });
});
