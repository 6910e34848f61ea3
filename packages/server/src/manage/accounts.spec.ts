// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { actorOfToken } from '../accounts/tokens.ts';
import { addSecondFactor, confirmFactor } from '../db/queries/second-factors.ts';
import { type TestManage, testManage } from '../testing/manage.ts';

let t: TestManage;
beforeAll(async () => {
  t = await testManage();
});

describe('accounts, as scripts that were written for LAVA call it', () => {
  it('users: details, update, with and without a password', async () => {
    const added = await t.answer('users', 'add', 'bob', '--email', 'b@example.org', '--staff');
    expect(added).toMatchObject({
      username: 'bob',
      admin: false,
      password: expect.stringMatching(/^\S{16}$/),
    });
    const eve = await t.manage(
      ['users', 'add', 'eve', '--password-stdin', '--superuser', '--json'],
      'correct horse',
    );
    expect(JSON.parse(eve)).toMatchObject({ admin: true });
    expect(JSON.parse(eve)).not.toHaveProperty('password');
    await t.manage(['users', 'update', 'eve', '--not-superuser', '--not-active', '--email', 'e@example.org']);
    await t.db.run(async (q) => {
      const { id } = await q
        .selectFrom('users')
        .select('id')
        .where('username', '=', 'eve')
        .executeTakeFirstOrThrow();
      await addSecondFactor(q, id);
      await confirmFactor(q, id, Buffer.alloc(20), [Buffer.alloc(32)]);
    });
    expect(await t.answer('users', 'show', 'eve')).toMatchObject({ secondFactor: true });
    await t.manage(['users', 'set', 'eve', '--remove-second-factor']);
    expect(await t.answer('users', 'show', 'eve')).toMatchObject({ secondFactor: false });
    const details = await t.manage(['users', 'details', 'eve']);
    expect(details).toContain('admin: false\n');
    expect(details).toContain('active: false');
    expect(await t.manage(['authorize_superuser', '--username', 'bob'])).toBe('bob is an admin');
    expect(await t.answer('users', 'show', 'bob')).toMatchObject({ admin: true, email: 'b@example.org' });
    const csv = (await t.manage(['users', 'list', '--all', '--csv'])).split('\n');
    expect(csv[0]).toBe('user,admin,active,email,groups');
    expect(csv).toContain('eve,no,no,e@example.org,-');
    await expect(t.manage(['users', 'details', 'nobody'])).rejects.toThrow('no user nobody');
  });

  it.each([
    [['users', 'add', 'sue', '--passwd', 'correct horse']],
    [['users', 'update', 'ann', '--passwd', 'correct horse']],
    [['tokens', 'add', 'ann', '--secret', 'a-token-that-scripts-know']],
    [['tokens', 'rm', '--token', 'a-token-that-scripts-know']],
  ])('takes no secret as an argument, and says what to use: %j', async (args) => {
    await expect(t.manage(args)).rejects.toMatchObject({
      code: 'request-invalid',
      message: expect.stringContaining('can be read by everybody on this machine'),
      hint: expect.stringMatching(/-file|stdin/),
    });
  });

  it('permissions: granted to a group, listed, revoked', async () => {
    await t.manage(['groups', 'add', 'kernel']);
    const given = await t.answer(
      'permissions',
      'grant',
      'submit',
      'device-type',
      'qemu',
      '--group',
      'kernel',
    );
    expect(given).toMatchObject({
      kind: 'device-type',
      object: 'qemu',
      permission: 'submit',
      group: 'kernel',
    });
    await t.manage(['permissions', 'grant', 'change', 'worker', '--user', 'ann']);
    const list = await t.manage(['permissions', 'list', '--csv']);
    expect(list).toContain(`${given.id},submit,device-type,qemu,,kernel`);
    expect(list).toContain(',change,worker,all,ann,');
    await expect(t.manage(['groups', 'rm', 'kernel'])).rejects.toThrow('group kernel has 1 permission');
    await t.manage(['permissions', 'revoke', String(given.id)]);
    expect(await t.answer('permissions', 'list', '--kind', 'device-type')).toEqual({ items: [] });
    await t.manage(['groups', 'rm', 'kernel']);
    await expect(t.manage(['permissions', 'grant', 'view', 'device', 'x'])).rejects.toThrow(
      'either user or group',
    );
  });

  it('tokens: of a given text, by themselves, and those that nobody uses', async () => {
    const secret = 'a-token-that-scripts-know-already';
    const file = join(mkdtempSync(join(tmpdir(), 'lava-token-')), 'token');
    writeFileSync(file, `${secret}\n`);
    expect(await t.manage(['tokens', 'add', '--user', 'ann', '--secret-file', file])).toBe(secret);
    expect(await actorOfToken(t.db, secret)).toMatchObject({ username: 'ann' });
    writeFileSync(`${file}-short`, 'short');
    await expect(
      t.manage(['tokens', 'add', '--user', 'ann', '--secret-file', `${file}-short`]),
    ).rejects.toThrow('at least 20');
    const idle = await t.manage(['tokens', 'add', 'ann', '--description', 'idle']);
    await t.db.run((q) =>
      q
        .updateTable('api_tokens')
        .set({ created: new Date(Date.now() - 40 * 86_400_000) })
        .execute(),
    );
    expect(await t.manage(['tokens', 'rm', '--days', '60'])).toBe('removed 0 tokens');
    expect(await t.manage(['tokens', 'rm', '--days', '30'])).toBe('removed 1 tokens');
    expect(await actorOfToken(t.db, idle)).toBeNull();
    expect(await t.manage(['tokens', 'rm', '--token-file', file])).toBe('removed the token');
    await expect(t.manage(['tokens', 'rm', '--token-file', file])).rejects.toThrow('no token');
    rmSync(dirname(file), { recursive: true });
    await expect(t.manage(['tokens', 'rm'])).rejects.toThrow('choose a token');
    expect(await t.manage(['tokens', 'list', '--user', 'ann', '--csv'])).toBe(
      'id,created,expires,last_used,description,scope',
    );
  });
});
