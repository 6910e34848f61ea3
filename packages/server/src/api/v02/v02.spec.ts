// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestResult } from '@lava/protocol/api/jobs.ts';
import type { InjectOptions } from 'fastify';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { accountNamed } from '../../accounts/accounts.ts';
import { addToken } from '../../accounts/tokens.ts';
import { type TestApi, testApi } from '../../testing/api.ts';

import { RESOURCES } from './resources.ts';
import { tap13 } from './tap13.ts';

/** LAVA's REST v0.2, as clients use it. */

const JOB = `job_name: by v0.2
device_type: qemu
visibility: public
timeouts:
  job: {minutes: 5}
actions:
- deploy: {to: tmpfs, images: {rootfs: {url: 'http://example.org/x.img'}}, timeout: {minutes: 1}}
`;

let api: TestApi;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  api = await testApi();
  for (const [name, admin] of [
    ['root', true],
    ['ann', false],
    ['bob', false],
  ] as const) {
    await api.lab.user(name, admin);
    tokens[name] = (await addToken(api.db, await accountNamed(api.db, name), 'test')).token;
  }
  const reading = await addToken(api.db, await accountNamed(api.db, 'ann'), 'test', { scope: 'read' });
  tokens.reading = reading.token;
  await api.lab.deviceType();
  await api.lab.worker();
  await api.lab.device('qemu-1', {}, ['usb']);
});

async function ask(
  who: string | null,
  method: InjectOptions['method'],
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const answer = await api.app.inject({
    method: method as 'GET',
    url: `/api/v0.2/${path}`,
    headers: { ...(who && { authorization: `Token ${tokens[who] ?? who}` }), ...headers },
    ...(body !== undefined && { payload: body as object }),
  });
  const json = answer.body !== '' && String(answer.headers['content-type']).startsWith('application/json');
  return { status: answer.statusCode, headers: answer.headers, body: json ? answer.json() : answer.body };
}

describe('REST v0.2', () => {
  it('judges test definitions', async () => {
    const valid =
      'metadata: {format: Lava-Test Test Definition 1.0, name: a, description: b}\nrun: {steps: [ls]}\n';
    const judge = async (definition: string) =>
      (await ask(null, 'POST', 'jobs/validate_testdef/', { definition })).body.message;
    expect(await judge(valid)).toBe('Test definition valid.');
    expect(await judge('run: {steps: []}\n')).toBe('Test definition invalid: `metadata` is missing');
    expect(await judge('a: [1')).toContain('Test definition invalid: ');
  });

  it('tells a description that was never given from an empty one', async () => {
    await ask('root', 'POST', 'tags/', { name: 'plain' });
    await ask('root', 'POST', 'tags/', { name: 'empty', description: '' });
    const { results } = (await ask('root', 'GET', 'tags/?ordering=name&name__in=plain,empty')).body;
    expect(results).toMatchObject([{ description: '' }, { description: null }]);
    for (const { id } of results) await ask('root', 'DELETE', `tags/${id}/`);
  });

  it('names every fault of a new device', async () => {
    const taken = { hostname: 'qemu-1', device_type: 'nosuch', health: 'Fine' };
    expect(await ask('root', 'POST', 'devices/', taken)).toMatchObject({
      status: 400,
      body: {
        hostname: ['device with this Hostname already exists.'],
        device_type: ['Invalid pk "nosuch" - object does not exist.'],
        health: ['"Fine" is not a valid choice.'],
      },
    });
  });

  it('gives the admin who adds a worker its token', async () => {
    const added = await ask('root', 'POST', 'workers/', { hostname: 'http-1' });
    expect(added).toMatchObject({ status: 201, body: { token: expect.stringMatching(/^\w{20,}$/) } });
    expect((await ask('root', 'GET', 'workers/http-1/')).body).not.toHaveProperty('token');
  });

  it('submits, shows, cancels and resubmits a job', async () => {
    const made = await ask('ann', 'POST', 'jobs/', { definition: JOB });
    expect(made).toMatchObject({ status: 201, body: { message: 'job(s) successfully submitted' } });
    const [id] = made.body.job_ids;
    const shown = await ask(null, 'GET', `jobs/${id}/`);
    expect(shown.body).toMatchObject({ id, submitter: 'ann', state: 'Submitted', definition: JOB });
    expect((await ask('ann', 'GET', `jobs/${id}/cancel/`)).body).toEqual({
      message: 'Job cancel signal sent.',
    });
    expect((await ask(null, 'GET', `jobs/${id}/`)).body).toMatchObject({
      state: 'Finished',
      health: 'Canceled',
    });
    const again = await ask('ann', 'POST', `jobs/${id}/resubmit/`, {});
    expect(again.status).toBe(201);
    // Some clients send POST where LAVA takes GET.
    expect((await ask('ann', 'POST', `jobs/${again.body.job_ids[0]}/cancel/`, {})).status).toBe(200);
  });

  it('has no job canceled by a token that may only read, by a stranger, or by another account', async () => {
    const { body } = await ask('ann', 'POST', 'jobs/', { definition: JOB });
    const [id] = body.job_ids;
    for (const who of [null, 'reading', 'bob'])
      expect((await ask(who, 'GET', `jobs/${id}/cancel/`)).status).toBe(403);
    expect((await ask(null, 'GET', `jobs/${id}/`)).body.state).toBe('Submitted');
  });

  it('shows a personal job, its suites and its secrets to nobody else', async () => {
    const definition = `${JOB.replace('public', 'personal')}secrets: {KEY: hush}\n`;
    const { body } = await ask('ann', 'POST', 'jobs/', { definition });
    const [id] = body.job_ids;
    for (const path of ['', 'suites/', 'tests/', 'logs/', 'csv/', 'yaml/', 'junit/', 'tap13/', 'metadata/'])
      expect(await ask('bob', 'GET', `jobs/${id}/${path}`)).toMatchObject({
        status: 404,
        body: { detail: 'Not found.' },
      });
    const listed = await ask('bob', 'GET', `jobs/?id=${id}`);
    expect(listed.body).toEqual({ count: 0, next: null, previous: null, results: [] });
    expect((await ask('ann', 'GET', `jobs/?id=${id}`)).body.results[0].definition).toContain('hush');

    const open = await ask('ann', 'POST', 'jobs/', { definition: `${JOB}"\\x73ecrets": {KEY: hush}\n` });
    expect(JSON.stringify((await ask('bob', 'GET', `jobs/${open.body.job_ids[0]}/`)).body)).not.toContain(
      'hush',
    );
    expect(JSON.stringify((await ask('bob', 'GET', 'jobs/')).body)).not.toContain('hush');
  });

  it('hides secrets and the groups of others from its filters', async () => {
    const secret = await ask('ann', 'POST', 'jobs/', { definition: `${JOB}secrets: {KEY: hunter2}\n` });
    const [id] = secret.body.job_ids;
    const group = await api.db.transaction(async (q) => {
      const { id } = await q
        .insertInto('groups')
        .values({ name: 'hush' })
        .returning('id')
        .executeTakeFirstOrThrow();
      const { id: user_id } = await accountNamed(api.db, 'ann');
      await q.insertInto('group_members').values({ group_id: id, user_id }).execute();
      return id;
    });
    const found = async (who: string | null, query: string) => {
      const { body } = await ask(who, 'GET', `jobs/?${query}`);
      return body.results.some((job: { id: number }) => job.id === id);
    };
    for (const query of [
      'definition__contains=hunter2',
      'original_definition__icontains=HUNTER2',
      'definition__startswith=job_name&original_definition__endswith=hunter2}%0A',
      'submitter__group__name=hush',
      'submitter__group__name__startswith=h',
    ]) {
      expect([query, await found('bob', query)]).toEqual([query, false]);
      expect([query, await found('ann', query)]).toEqual([query, true]);
      expect([query, await found('root', query)]).toEqual([query, true]);
    }
    expect(await found('bob', `id=${id}`)).toBe(true);
    await api.db.run((q) => q.deleteFrom('groups').where('id', '=', group).execute());
  });

  it('writes no name of a test as a directive of TAP', () => {
    const one = { suite: '0_a', name: 'x # SKIP\nok 2 y', result: 'fail' } as TestResult;
    expect(tap13([one])).toBe(
      'TAP version 13\n1..1\n# TAP results for 0_a\nnot ok 1 x \\# SKIP\ufffdok 2 y\n',
    );
  });

  it('leads through a list by pages', async () => {
    for (let n = 0; n < 5; n++) await ask('ann', 'POST', 'jobs/', { definition: JOB });
    const { body } = await ask('ann', 'GET', 'tags/?limit=1');
    expect(body).toMatchObject({ count: 1, next: null, previous: null });
    const ids: number[] = [];
    let next: string | null = 'jobs/?ordering=id&limit=2';
    while (next !== null) {
      const page: Awaited<ReturnType<typeof ask>> = await ask('ann', 'GET', next);
      ids.push(...page.body.results.map(({ id }: { id: number }) => id));
      next = page.body.next === null ? null : page.body.next.replace(/^.*\/api\/v0.2\//, '');
    }
    expect(ids.length).toBeGreaterThan(4);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
  });

  it('refuses values of filters that make no sense, and has bounds', async () => {
    for (const filter of ['state=Nosuch', 'id=x', 'submit_time__lt=rubbish', `id__in=${'1,'.repeat(1_001)}1`])
      expect((await ask('ann', 'GET', `jobs/?${filter}`)).status).toBe(400);
    expect((await ask('ann', 'GET', 'jobs/?description=%00')).status).toBe(400);
    expect((await ask('ann', 'GET', 'jobs/?limit=999999999&offset=99999999999999')).status).toBe(200);
    expect((await ask('ann', 'GET', 'jobs/?priority__gt=999999999999999')).status).toBe(400);
  });

  it('changes the lab for admins only', async () => {
    const body = { hostname: 'board-1', device_type: 'qemu', health: 'Maintenance', worker_host: 'lab-1' };
    expect((await ask('ann', 'POST', 'devices/', body)).status).toBe(403);
    expect(await ask('root', 'POST', 'devices/', body)).toMatchObject({
      status: 201,
      body: { hostname: 'board-1', state: 'Idle', health: 'Maintenance' },
    });
    expect((await ask('root', 'POST', 'devices/', body)).body).toEqual({
      hostname: ['device with this Hostname already exists.'],
    });
    const tags = (await ask('root', 'GET', 'tags/?name=usb')).body.results.map(
      ({ id }: { id: number }) => id,
    );
    expect((await ask('root', 'PATCH', 'devices/board-1/', { tags, description: 'x' })).body).toMatchObject({
      tags,
      description: 'x',
    });
    const set = await ask('root', 'POST', 'devices/board-1/set_health/', { health: 'BAD' });
    expect(set).toMatchObject({ status: 202, body: { message: 'OK' } });
    expect((await ask('root', 'DELETE', 'devices/board-1/')).status).toBe(204);
  });

  it('keeps when and by what a type is checked', async () => {
    const set = await ask('root', 'PATCH', 'devicetypes/qemu/', {
      health_frequency: 5,
      disable_health_check: true,
    });
    expect(set.body).toMatchObject({
      health_frequency: 5,
      health_denominator: 'hours',
      disable_health_check: true,
    });
    expect((await ask('root', 'PATCH', 'devicetypes/qemu/', { health_denominator: 'moons' })).status).toBe(
      400,
    );
    expect((await ask('ann', 'GET', 'devicetypes/qemu/health_check/')).status).toBe(400);
    const config = JOB.replace('device_type: qemu\n', '');
    expect((await ask('bob', 'POST', 'devicetypes/qemu/health_check/', { config })).status).toBe(403);
    expect((await ask('root', 'POST', 'devicetypes/qemu/health_check/', { config })).status).toBe(204);
    expect((await ask('ann', 'GET', 'devicetypes/qemu/health_check/')).body).toBe(config);
  });

  it('answers by the form that the client takes', async () => {
    const page = await ask('ann', 'GET', 'jobs/?search=<b>', undefined, { accept: 'text/html' });
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.body).not.toContain('<b>');
    expect((await ask('ann', 'GET', 'jobs/', undefined, { accept: 'application/xml' })).status).toBe(406);
    expect((await ask('ann', 'GET', 'jobs/?format=xml')).status).toBe(404);
    expect(await ask('ann', 'GET', 'jobs?limit=1')).toMatchObject({
      status: 301,
      headers: { location: '/api/v0.2/jobs/?limit=1' },
    });
  });

  it('gives a token for a name and password, and refuses wrong ones', async () => {
    const wrong = await ask(null, 'POST', 'token/', { username: 'ann', password: 'wrong' });
    expect(wrong).toMatchObject({ status: 400, body: { non_field_errors: [expect.any(String)] } });
    expect(await ask('no-such-token', 'GET', 'jobs/')).toMatchObject({
      status: 403,
      body: { detail: 'Invalid token.' },
    });
  });

  it('leaves the database to others, however many searches of one account hang', async () => {
    const other = new pg.Client({ connectionString: api.db.url });
    await other.connect();
    await other.query('begin');
    await other.query('lock table failure_tags in access exclusive mode');
    let over = 0;
    const searches = Array.from({ length: 12 }, async (_, n) => {
      const { status } = await ask('ann', 'GET', `jobs/?failure_tags__name__contains=x${n}`);
      over++;
      return status;
    });
    expect((await ask('bob', 'GET', 'devices/')).status).toBe(200);
    expect((await ask('ann', 'GET', 'workers/')).status).toBe(200);
    const hanging = await other.query(
      `select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    expect([over, hanging.rows]).toEqual([0, [{ count: 2 }]]);
    await other.end();
    expect(new Set(await Promise.all(searches))).toEqual(new Set([200]));
  });

  it('is on its page of the reference, path by path', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../../../docs/reference/rest-v02.md'), 'utf8');
    const listed = [...page.matchAll(/`([a-z0-9_]+\/[^`\s]*\/|[a-z]+\/)`/g)].map(([, path]) => path);
    expect(Object.keys(RESOURCES).filter((path) => !listed.includes(path))).toEqual([]);
    expect(listed.filter((path) => path !== undefined && !(path in RESOURCES))).toEqual([]);
  });
});
