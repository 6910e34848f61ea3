// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { API_PREFIX } from '@lava/protocol/api/common.ts';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { accountNamed } from '../accounts/accounts.ts';
import { addToken } from '../accounts/tokens.ts';
import { audit } from '../db/queries/audit.ts';
import { type TestApi, testApi } from '../testing/api.ts';

/** The first of three numbers that stand nowhere else. */
const FIRST = 7_654_321;
const SECRET = /765432[123]|unspeakable/;

let api: TestApi;
let tokens: Record<string, string | undefined>;
const jobs = { running: 0, queued: 0, finished: 0 };
beforeAll(async () => {
  api = await testApi();
  const { db, lab } = api;
  tokens = { stranger: undefined };
  for (const user of ['ann', 'bob']) {
    await lab.user(user);
    tokens[user] = (await addToken(db, await accountNamed(db, user), 'test')).token;
  }
  await lab.deviceType();
  await lab.worker();
  await lab.device();
  await lab.device('qemu-2');
  await db.run((q) => sql`alter table jobs alter column id restart with ${sql.lit(FIRST)}`.execute(q));
  const { id: submitter } = await accountNamed(db, 'ann');
  const personal = { submitter, visibility: 'personal' as const, description: 'unspeakable' };
  const ended = { state: 'finished', health: 'incomplete', end_time: new Date(), device: 'qemu-2' } as const;
  jobs.running = await lab.job({ ...personal, state: 'running', start_time: new Date() });
  jobs.queued = await lab.job({ ...personal, definition: 'job_name: unspeakable\n' });
  jobs.finished = await lab.job({ ...personal, ...ended });
  const by = { actor: '<scheduler>', kind: 'device', object: 'qemu-2', action: 'health' } as const;
  await db.run((q) => audit(q, { ...by, new: 'unknown', reason: `job ${jobs.finished}: incomplete` }));
});

/** Every path that can be read, with names of what is there. */
async function paths(): Promise<string[]> {
  const { paths: all } = (await api.app.inject('/api/openapi.json')).json() as {
    paths: Record<string, Record<string, unknown>>;
  };
  const names = (path: string) =>
    path.includes('/devices/') ? ['qemu-1', 'qemu-2'] : path.includes('/workers/') ? ['lab-1'] : ['qemu'];
  const streams = /\/(events|stream)$/;
  const rest = Object.keys(all)
    .filter((path) => all[path]?.get && !streams.test(path))
    .flatMap((path) => {
      if (path.includes('{id}'))
        return Object.values(jobs).map((id) =>
          path
            .replace('{id}', String(id))
            .replace('{format}', 'squad-metadata')
            .replace('{other}', String(id)),
        );
      return path.includes('{') ? names(path).map((name) => path.replace(/\{\w+\}/, name)) : [path];
    });
  const queries = ['device', 'worker', 'device-type'].map((kind) => `${API_PREFIX}/history?kind=${kind}`);
  const lists = ['state=submitted', 'search=unspeakable', 'submitter=ann', 'device=qemu-2'];
  return [
    ...rest,
    ...queries,
    ...lists.map((query) => `${API_PREFIX}/jobs?${query}`),
    '/healthz',
    '/metrics',
  ];
}

/** What a stream says until the lab has changed, and the change was reported. */
async function heard(user: string, path: string): Promise<string> {
  const gone = new AbortController();
  const { port } = api.app.server.address() as { port: number };
  const token = tokens[user];
  const answer = await fetch(`http://127.0.0.1:${port}${API_PREFIX}${path}`, {
    headers: token ? { authorization: `Bearer ${token}` } : {},
    signal: gone.signal,
  });
  let text = '';
  const reading = (async () => {
    for await (const part of answer.body ?? []) {
      text += Buffer.from(part).toString();
      if (text.includes('last-change')) break;
    }
  })();
  for (const id of Object.values(jobs))
    await api.db.run((q) =>
      q
        .updateTable('jobs')
        .set({ priority: sql<number>`(priority + 1) % 100` })
        .where('id', '=', id)
        .execute(),
    );
  await api.db.run((q) =>
    q
      .insertInto('device_types')
      .values({ name: `last-change-${randomUUID()}` })
      .execute(),
  );
  await reading.catch(() => undefined);
  gone.abort();
  return text;
}

describe('a personal job', () => {
  it('shows its submitter in each place where it shows', async () => {
    const found: string[] = [];
    for (const path of await paths()) {
      const answer = await api.app.inject({ url: path, headers: { authorization: `Bearer ${tokens.ann}` } });
      if (SECRET.test(answer.body)) found.push(path.replace(/\?.*/, ''));
    }
    const expected = ['/devices', '/devices/qemu-1', '/workers', '/workers/lab-1', '/jobs', '/history'];
    expect(found).toEqual(expect.arrayContaining(expected.map((path) => API_PREFIX + path)));
  });

  it.each(['stranger', 'bob'])(
    'shows %s nothing of itself: no number, no name, in no answer',
    async (user) => {
      const token = tokens[user];
      for (const path of await paths()) {
        const headers = token ? { authorization: `Bearer ${token}` } : {};
        const { body, statusCode } = await api.app.inject({ url: path, headers });
        // What was asked for by its number may say that there is no such job.
        const told = body.replaceAll(/there is no (job|lease|subscription|query|known failure) \d+/g, '');
        expect([path, statusCode, SECRET.exec(told)?.[0]]).toEqual([path, statusCode, undefined]);
      }
      for (const [method, path] of [
        ['POST', 'cancel'],
        ['POST', 'resubmit'],
      ] as const) {
        const url = `${API_PREFIX}/jobs/${jobs.running}/${path}`;
        const { statusCode } = await api.app.inject({
          method,
          url,
          headers: token ? { authorization: `Bearer ${token}` } : {},
        });
        expect(statusCode).toBe(404);
      }
    },
  );

  it('is in the events of its submitter, and of nobody else', async () => {
    await api.app.listen({ port: 0, host: '127.0.0.1' });
    expect(await heard('ann', '/events')).toMatch(SECRET);
    for (const user of ['stranger', 'bob']) {
      const text = await heard(user, '/events');
      expect(text).toContain('last-change');
      expect(text).not.toMatch(SECRET);
      const asked = await heard(user, `/events?jobs=${jobs.running}:0`);
      expect(asked).toContain('refused');
      expect(asked.replaceAll(/event: refused\ndata: .*/g, '')).not.toMatch(SECRET);
    }
  });
});
