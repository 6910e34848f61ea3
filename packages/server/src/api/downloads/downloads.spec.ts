// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from 'vitest';
import { accountNamed } from '../../accounts/accounts.ts';
import { addToken } from '../../accounts/tokens.ts';
import { type TestApi, testApi } from '../../testing/api.ts';
import { PAGES } from './route.ts';

/** Addresses of LAVA's pages, as scripts fetch them. */

let api: TestApi;
let token: string;
let open: number;
let personal: number;

beforeAll(async () => {
  api = await testApi();
  const ann = await api.lab.user('ann');
  await api.lab.user('bob');
  token = (await addToken(api.db, await accountNamed(api.db, 'ann'), 'test')).token;
  await api.lab.deviceType();
  await api.lab.worker();
  open = await api.lab.job({ submitter: ann });
  personal = await api.lab.job({ submitter: ann, visibility: 'personal' });
});

const get = (url: string, headers: Record<string, string> = {}) => api.app.inject({ url, headers });

describe('downloads by address', () => {
  it('gives the definition and the results of a public job to everybody', async () => {
    const definition = await get(`/scheduler/job/${open}/definition/plain`);
    expect(definition.headers['content-type']).toBe('text/plain');
    expect(definition.body).toBe('job_name: test\n');
    expect((await get(`/results/${open}/csv`)).body).toMatch(/^job,suite,result,.*\r\n$/);
    expect((await get(`/results/${open}/yaml_summary`)).body).toBe('[]\n');
  });

  it('takes name and token from the address, and no header', async () => {
    const address = `/scheduler/job/${personal}/definition/plain`;
    expect((await get(address)).statusCode).toBe(403);
    expect((await get(address, { authorization: `Token ${token}` })).statusCode).toBe(403);
    expect((await get(`${address}?user=bob&token=${token}`)).statusCode).toBe(403);
    expect((await get(`${address}?user=ann&token=wrong`)).statusCode).toBe(403);
    const own = await get(`${address}?user=ann&token=${token}`);
    expect(own).toMatchObject({ statusCode: 200, body: 'job_name: test\n' });
    expect(own.headers['cache-control']).toContain('no-store');
  });

  it('shows no file of a personal job to a stranger', async () => {
    const files = Object.keys(PAGES).filter((path) => path.includes(':job'));
    expect(files.length).toBeGreaterThan(7);
    for (const path of files) {
      const answer = await get(path.replace(':job', String(personal)).replace(':suite', 'lava'));
      expect([path, answer.statusCode]).toEqual([path, 403]);
    }
  });

  it('leads people to our pages', async () => {
    expect((await get(`/scheduler/job/${open}`)).headers.location).toBe(`/jobs/${open}`);
    expect((await get('/scheduler/device/a%2F..%2Fb')).statusCode).toBe(404);
    expect((await get('/scheduler/worker/lab-1')).headers.location).toBe('/workers/lab-1');
    expect((await get(`/results/${open}`)).headers.location).toBe(`/jobs/${open}`);
    expect((await get(`/results/${open}/no-such-suite`)).statusCode).toBe(404);
    expect((await get('/scheduler/job/4711')).statusCode).toBe(404);
    expect((await get('/scheduler/job/1x')).statusCode).toBe(404);
    expect((await get('/scheduler/nothing-like-this')).statusCode).toBe(404);
  });
});
