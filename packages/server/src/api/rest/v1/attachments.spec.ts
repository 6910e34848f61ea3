// SPDX-License-Identifier: Apache-2.0
import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { MAX_ATTACHMENT } from '@lava/protocol/api/attachments.ts';
import { API_PREFIX } from '@lava/protocol/api/common.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { accountNamed } from '../../../accounts/accounts.ts';
import { addToken } from '../../../accounts/tokens.ts';
import { readAttachment } from '../../../jobs/attachments.ts';
import { removeBatch } from '../../../jobs/upkeep.ts';
import { COMMAND_LINE } from '../../../rights/permissions.ts';
import { type TestApi, testApi } from '../../../testing/api.ts';

let api: TestApi;
let job: number;
const tokens: Record<string, string> = {};
const PEOPLE = ['ann', 'bob', 'root'] as const;
type Person = (typeof PEOPLE)[number];

const ENDED = { state: 'finished', end_time: new Date(), device: 'qemu-1', worker: 'lab-1' } as const;

beforeAll(async () => {
  api = await testApi('attachments_mib: 12\n');
  for (const name of PEOPLE) {
    await api.lab.user(name, name === 'root');
    tokens[name] = (await addToken(api.db, await accountNamed(api.db, name), 'test')).token;
  }
  await api.lab.deviceType();
  await api.lab.worker();
  job = await api.lab.job({ ...ENDED, health: 'complete' });
});

const ask = (
  who: Person,
  method: 'GET' | 'PUT' | 'DELETE',
  path: string,
  payload?: Buffer | string,
  type?: string,
) =>
  api.app.inject({
    ...{ method, url: `${API_PREFIX}/jobs/${path}` },
    headers: { authorization: `Bearer ${tokens[who]}`, ...(type !== undefined && { 'content-type': type }) },
    ...(payload !== undefined && { payload }),
  });
const put = (who: Person, path: string, payload: Buffer | string = 'x') => ask(who, 'PUT', path, payload);

describe('attachments', () => {
  it('are files of whatever type, which those who see the job read as they are', async () => {
    const data = randomBytes(200_000);
    const added = await put('ann', `${job}/attachments/report-1.pdf`, data);
    const sha256 = createHash('sha256').update(data).digest('hex');
    expect(added.json()).toMatchObject({
      name: 'report-1.pdf',
      size: 200_000,
      sha256,
      by: 'ann',
      may: ['remove'],
    });
    expect(
      (await ask('root', 'PUT', `${job}/attachments/a.json`, '{"a":', 'application/json')).statusCode,
    ).toBe(200);
    const list = (await ask('bob', 'GET', `${job}/attachments`)).json();
    expect(list).toMatchObject({
      items: [{ name: 'a.json', by: 'root' }, { name: 'report-1.pdf' }],
      next: null,
    });
    expect([list.may, list.items[0].may]).toEqual([[], []]);
    const read = await ask('bob', 'GET', `${job}/attachments/report-1.pdf`);
    expect(read.rawPayload.equals(data)).toBe(true);
    expect(read.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '200000',
      'content-disposition': 'attachment; filename="report-1.pdf"',
      'x-content-type-options': 'nosniff',
    });
    expect((await ask('bob', 'GET', `${job}/attachments/a.json`)).payload).toBe('{"a":');
  });

  it('are changed by the submitter and admins, each time in the history, and never replaced', async () => {
    const mine = await api.lab.job();
    expect((await put('bob', `${mine}/attachments/x`)).statusCode).toBe(403);
    expect((await put('ann', `${mine}/attachments/x`)).statusCode).toBe(200);
    expect((await put('ann', `${mine}/attachments/x`, 'other')).statusCode).toBe(409);
    expect((await ask('bob', 'DELETE', `${mine}/attachments/x`)).statusCode).toBe(403);
    expect((await ask('root', 'DELETE', `${mine}/attachments/x`)).statusCode).toBe(204);
    expect((await ask('root', 'DELETE', `${mine}/attachments/x`)).statusCode).toBe(404);
    expect((await ask('ann', 'GET', `${mine}/attachments/x`)).statusCode).toBe(404);
    const { body } = await (await api.as('root'))('GET', `/history?kind=job&object=${mine}`);
    expect((body as { items: object[] }).items).toMatchObject([
      { actor: 'root', action: 'remove attachment', old: 'x' },
      { actor: 'ann', action: 'attach', new: 'x, 1 bytes' },
    ]);
  });

  it('that are removed while somebody reads them are never taken for whole', async () => {
    await put('ann', `${job}/attachments/long`, randomBytes(2_000_000));
    const { data } = await readAttachment(api.db, COMMAND_LINE, job, 'long');
    await data.next();
    await ask('ann', 'DELETE', `${job}/attachments/long`);
    await expect(buffer(data)).rejects.toThrow('was removed while it was read');
  });

  it("of a personal job are nobody else's to see", async () => {
    const personal = await api.lab.job({ ...ENDED, health: 'complete', visibility: 'personal' });
    expect((await put('ann', `${personal}/attachments/x`)).statusCode).toBe(200);
    const at = `${personal}/attachments`;
    const answers = [ask('bob', 'GET', at), ask('bob', 'GET', `${at}/x`), ask('bob', 'DELETE', `${at}/x`)];
    for (const { statusCode } of await Promise.all([...answers, put('bob', `${at}/y`)]))
      expect(statusCode).toBe(404);
  });

  it.each(['.profile', '..', 'a%2Fb', '%20', 'x'.repeat(201), 'a%22b'])(
    'may not be called %s',
    async (name) => {
      expect([400, 404]).toContain((await put('ann', `${job}/attachments/${name}`)).statusCode);
    },
  );

  it('have a size: at least a byte, at most 4 MiB, and together what the server keeps', async () => {
    const large = await api.lab.job({ ...ENDED, health: 'complete' });
    const at = `${large}/attachments`;
    expect((await put('ann', `${at}/none`, '')).statusCode).toBe(400);
    expect((await put('ann', `${at}/too-large`, Buffer.alloc(MAX_ATTACHMENT + 1))).statusCode).toBe(413);
    expect((await put('ann', `${at}/a`, Buffer.alloc(MAX_ATTACHMENT, 1))).statusCode).toBe(200);
    expect((await put('ann', `${at}/b`, Buffer.alloc(MAX_ATTACHMENT, 2))).statusCode).toBe(200);
    const third = await put('ann', `${at}/c`, Buffer.alloc(MAX_ATTACHMENT, 3));
    expect(third.json()).toMatchObject({
      code: 'disk-full',
      hint: expect.stringContaining('attachments_mib'),
    });
    expect((await ask('ann', 'GET', `${at}/a`)).rawPayload.equals(Buffer.alloc(MAX_ATTACHMENT, 1))).toBe(
      true,
    );
    await removeBatch(api, [{ id: large, submitted: new Date() }], { by: 'x', logsOnly: false });
    const left = await api.db.run((q) =>
      q
        .selectFrom('attachment_parts as p')
        .innerJoin('attachments as a', 'a.id', 'p.attachment_id')
        .select('a.job_id')
        .distinct()
        .execute(),
    );
    expect(left.map(({ job_id }) => job_id)).not.toContain(large);
    expect((await put('ann', `${job}/attachments/room`, Buffer.alloc(MAX_ATTACHMENT, 3))).statusCode).toBe(
      200,
    );
  });

  it('are 50 of a job, also when they come at the same time', async () => {
    const full = await api.lab.job();
    const answers = await Promise.all(
      Array.from({ length: 52 }, (_, n) => put('ann', `${full}/attachments/f${n}`)),
    );
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(50);
    expect(answers.filter(({ statusCode }) => statusCode === 409)).toHaveLength(2);
  });
});
