// SPDX-License-Identifier: Apache-2.0
import type { SavedQuery } from '@lava/protocol/api/queries.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestApi, testApi } from '../../../testing/api.ts';

type Ask = Awaited<ReturnType<TestApi['as']>>;

let api: TestApi;
let ann: Ask;
let bob: Ask;
let stranger: Ask;
const jobs = { open: 0, personal: 0 };
beforeAll(async () => {
  api = await testApi();
  await api.lab.deviceType();
  const admin = await api.as('admin');
  for (const name of ['ann', 'bob']) await api.as(name);
  await admin('POST', '/groups', { name: 'kernel', members: ['ann', 'bob'] });
  [ann, bob, stranger] = [await api.as('ann'), await api.as('bob'), await api.as(null)];
  const { id } = await api.db.run((q) =>
    q.selectFrom('users').select('id').where('username', '=', 'ann').executeTakeFirstOrThrow(),
  );
  jobs.open = await api.lab.job({ submitter: id });
  jobs.personal = await api.lab.job({ submitter: id, visibility: 'personal' });
});

async function saved(as: Ask, asked: object): Promise<SavedQuery> {
  const { status, body } = await as('POST', '/queries', asked);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
}
const names = async (as: Ask, query = '') =>
  ((await as('GET', `/queries${query}`)).body as { items: SavedQuery[] }).items.map(({ name }) => name);
const found = async (as: Ask, { id }: SavedQuery) =>
  ((await as('GET', `/queries/${id}/jobs`)).body as { items: { id: number }[] }).items.map((job) => job.id);

describe('a saved query', () => {
  it('is for its owner, its group, or when published for everybody', async () => {
    const own = await saved(ann, { name: 'own', filter: 'by:ann' });
    const groups = await saved(ann, { name: 'groups', filter: 'type:qemu', group: 'kernel' });
    const open = await saved(ann, { name: 'open', filter: 'by:ann', published: true });
    expect(await names(ann)).toEqual(['groups', 'open', 'own']);
    expect(await names(bob)).toEqual(['groups', 'open']);
    expect(await names(bob, '?mine=true')).toEqual(['groups']);
    expect(await names(bob, '?owner=kernel')).toEqual(['groups']);
    expect(await names(stranger)).toEqual(['open']);
    for (const path of ['', '/jobs'])
      expect((await bob('GET', `/queries/${own.id}${path}`)).status).toBe(404);
    expect((await bob('PATCH', `/queries/${open.id}`, { name: 'x' })).status).toBe(403);
    expect((await bob('DELETE', `/queries/${open.id}`)).status).toBe(403);
    expect((await bob('DELETE', `/queries/${own.id}`)).status).toBe(404);
    expect((await bob('PATCH', `/queries/${groups.id}`, { description: 'ours' })).body).toMatchObject({
      ...{ owner: 'ann', group: 'kernel', description: 'ours', may: ['change', 'remove'] },
    });
    expect((await stranger('POST', '/queries', { name: 'x', filter: '' })).status).toBe(401);
  });

  it('shows to each who runs it only what they may see', async () => {
    const query = await saved(ann, { name: 'mine', filter: 'by:ann', published: true });
    expect(await found(ann, query)).toEqual([jobs.personal, jobs.open]);
    expect(await found(bob, query)).toEqual([jobs.open]);
    expect(await found(stranger, query)).toEqual([jobs.open]);
    const { body } = await ann('GET', `/queries/${query.id}/jobs?limit=1`);
    const { next } = body as { next: string };
    expect((await ann('GET', `/queries/${query.id}/jobs?limit=1&after=${next}`)).body).toMatchObject({
      items: [{ id: jobs.open }],
    });
  });

  it("may be LAVA's conditions, which are kept as they are", async () => {
    const conditions = 'testjob__submitter__exact__ann,testjob__state__exact__Submitted';
    const query = await saved(ann, { name: 'old', filter: conditions });
    expect(query).toMatchObject({ filter: 'state:submitted by:ann', conditions });
    expect(await found(ann, query)).toEqual([jobs.personal, jobs.open]);
    const { status, body } = await ann('POST', '/queries', {
      name: 'older',
      filter: 'testjob__priority__gt__5',
    });
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('priority')]);
    const changed = await ann('PATCH', `/queries/${query.id}`, { filter: 'by:ann' });
    expect(changed.body).toMatchObject({ filter: 'by:ann', conditions: null });
  });

  it('has a name that no other of its owner has, and a filter that is understood', async () => {
    const first = await saved(ann, { name: 'once', filter: '' });
    await saved(ann, { name: 'once', filter: '', group: 'kernel' });
    await saved(bob, { name: 'once', filter: '' });
    expect((await ann('POST', '/queries', { name: 'once', filter: '' })).status).toBe(409);
    const second = await saved(ann, { name: 'twice', filter: '' });
    expect((await ann('PATCH', `/queries/${second.id}`, { name: 'once' })).status).toBe(409);
    expect((await ann('PATCH', `/queries/${first.id}`, { name: 'once' })).status).toBe(200);
    const refused = await ann('POST', '/queries', { name: 'wrong', filter: 'healht:complete' });
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([400, expect.stringContaining('health')]);
    expect((await ann('POST', '/queries', { name: '17', filter: '' })).status).toBe(400);
    expect((await ann('POST', '/queries', { name: 'x', filter: '', group: 'none' })).status).toBe(404);
    expect((await ann('DELETE', `/queries/${first.id}`)).status).toBe(204);
    expect((await ann('GET', `/queries/${first.id}`)).status).toBe(404);
  });
});
