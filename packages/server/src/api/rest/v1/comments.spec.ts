// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestApi, testApi } from '../../../testing/api.ts';

let api: TestApi;
let admin: Awaited<ReturnType<TestApi['as']>>;
let ann: typeof admin;
let bob: typeof admin;
let visitor: typeof admin;
let over: number;
let waits: number;
let personal: number;

const ENDED = {
  ...({ state: 'finished', health: 'incomplete', end_time: new Date() } as const),
  device: 'qemu-1',
  worker: 'lab-1',
};

beforeAll(async () => {
  api = await testApi();
  admin = await api.as('admin');
  [ann, bob, visitor] = await Promise.all([api.as('ann'), api.as('bob'), api.as(null)]);
  await api.lab.deviceType();
  await api.lab.worker();
  over = await api.lab.job(ENDED);
  waits = await api.lab.job();
  personal = await api.lab.job({ ...ENDED, visibility: 'personal' });
});

const say = (by: typeof admin, job: number, text: unknown) => by('POST', `/jobs/${job}/comments`, { text });
const refusal = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];

describe('comments on a job', () => {
  it('are for everybody who sees it; removed by their author and admins', async () => {
    const { body: first } = await say(ann, over, '  the fan was <b>off</b>\nagain ');
    expect(first).toMatchObject({
      ...{ author: 'ann', text: 'the fan was <b>off</b>\nagain', may: ['remove'] },
    });
    const { body: second } = await say(bob, waits, 'why so long?');
    const { body: page } = await visitor('GET', `/jobs/${over}/comments`);
    expect(page).toMatchObject({ items: [{ author: 'ann', may: [] }], next: null });
    expect(refusal(await bob('DELETE', `/jobs/${over}/comments/${(first as { id: number }).id}`))).toEqual([
      403,
      'forbidden',
    ]);
    // Not under the number of another job.
    expect(refusal(await admin('DELETE', `/jobs/${over}/comments/${(second as { id: number }).id}`))).toEqual(
      [404, 'not-found'],
    );
    expect(refusal(await ann('DELETE', `/jobs/${over}/comments/${(first as { id: number }).id}`))[0]).toBe(
      204,
    );
    expect((await ann('GET', `/jobs/${over}/comments`)).body).toEqual({ items: [], next: null });
    const { body: history } = await admin('GET', `/history?kind=job&object=${over}`);
    expect(history).toMatchObject({
      items: [
        { action: 'remove comment', actor: 'ann' },
        { action: 'comment', actor: 'ann' },
      ],
    });
  });

  it('are refused to those who do not see it, and to visitors', async () => {
    expect(refusal(await say(bob, personal, 'x'))).toEqual([404, 'not-found']);
    expect(refusal(await bob('GET', `/jobs/${personal}/comments`))).toEqual([404, 'not-found']);
    expect(refusal(await bob('PUT', `/jobs/${personal}/failure-tags`, { tags: ['x'] }))).toEqual([
      404,
      'not-found',
    ]);
    expect(refusal(await say(visitor, over, 'x'))[0]).toBe(401);
    expect(refusal(await say(ann, 999_999, 'x'))).toEqual([404, 'not-found']);
  });

  it.each(['', ' \n', 'x'.repeat(4_001), 7, null, 'a\0b'])('%j is refused', async (text) => {
    expect(refusal(await say(ann, over, text))).toEqual([400, 'request-invalid']);
  });
});

describe('failure tags', () => {
  const tag = (by: typeof admin, job: number, tags: unknown) =>
    by('PUT', `/jobs/${job}/failure-tags`, { tags });
  const found = async (name: string, by = admin) =>
    ((await by('GET', `/jobs?filter=failure:${name}`)).body as { items: { id: number }[] }).items.map(
      ({ id }) => id,
    );

  it('find jobs again', async () => {
    expect((await tag(ann, over, ['usb-flaky', 'known', 'known'])).body).toMatchObject({
      failureTags: ['known', 'usb-flaky'],
    });
    await tag(admin, personal, ['known']);
    expect(await found('known')).toEqual([personal, over]);
    expect(await found('known', ann)).toEqual([over]);
    expect(await found('nothing')).toEqual([]);
    expect((await admin('GET', '/jobs/counts?failureTag=known')).body).toMatchObject({ incomplete: 2 });
    await tag(bob, over, ['usb-flaky']);
    expect(await found('known')).toEqual([personal]);
    expect((await admin('GET', `/history?kind=job&object=${over}&action=failure tags`)).body).toMatchObject({
      items: [
        { old: 'known, usb-flaky', new: 'usb-flaky', actor: 'bob' },
        { new: 'known, usb-flaky', actor: 'ann' },
      ],
    });
  });

  it('are described and removed by admins', async () => {
    expect(refusal(await ann('PATCH', '/failure-tags/known', { description: 'x' }))[0]).toBe(403);
    expect(refusal(await admin('PATCH', '/failure-tags/none', { description: 'x' }))[0]).toBe(404);
    await admin('PATCH', '/failure-tags/known', { description: 'see bug 7' });
    expect((await ann('GET', '/failure-tags')).body).toMatchObject({
      items: [
        { name: 'known', description: 'see bug 7', jobs: 1 },
        { name: 'usb-flaky', description: '', jobs: 1 },
      ],
    });
    expect(refusal(await ann('DELETE', '/failure-tags/known'))[0]).toBe(403);
    expect(refusal(await admin('DELETE', '/failure-tags/known'))[0]).toBe(204);
    expect(await found('known')).toEqual([]);
  });

  it('are refused on a job that is not over, and when they are not names', async () => {
    expect(refusal(await tag(ann, waits, ['x']))).toEqual([409, 'conflict']);
    for (const tags of [['a b'], [''], 'x', ['x'.repeat(201)], Array.from({ length: 21 }, (_, n) => `t${n}`)])
      expect(refusal(await tag(ann, over, tags))).toEqual([400, 'request-invalid']);
  });
});
