// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, makeKeys } from '@lava/kit/zmq/curve.ts';
import { parseJoinLine } from '@lava/protocol/wire/join-line.ts';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { actorOfToken } from '../accounts/tokens.ts';
import type { Database } from '../db/database.ts';
import { auditOf } from '../db/queries/audit.ts';
import { noteUnknownKey } from '../db/queries/unknown-keys.ts';
import { LogStore } from '../logs/log-store.ts';
import { logDirectory } from '../settings.ts';
import { type TestManage, testManage } from '../testing/manage.ts';

let db: Database;
let lab: TestManage['lab'];
let settings: TestManage['settings'];
let state: string;
let manage: TestManage['manage'];
let answer: TestManage['answer'];

beforeAll(async () => {
  ({ db, lab, settings, state, manage, answer } = await testManage());
});

describe('lava-server manage', () => {
  it('adds, lists, changes and disables users', async () => {
    await manage(
      ['users', 'add', 'bob', '--password-stdin', '--email', 'bob@example.org'],
      'correct horse\n',
    );
    const token = await manage(['tokens', 'add', 'bob']);
    expect(await actorOfToken(db, token)).toMatchObject({ username: 'bob', admin: false });
    expect(await answer('users', 'set', 'bob', '--admin')).toMatchObject({
      username: 'bob',
      admin: true,
      active: true,
      email: 'bob@example.org',
    });
    await manage(['users', 'set', 'bob', '--no-active']);
    expect(await actorOfToken(db, token)).toBeNull();
    expect(await manage(['users', 'list'])).toMatch(/^bob +yes +no +bob@example.org/m);
    const history = await db.run((q) => auditOf(q, 'user', 'bob'));
    expect(history.map(({ actor, action, new: to }) => [actor, action, to])).toEqual([
      ['<manage>', 'active', 'false'],
      ['<manage>', 'admin', 'true'],
      ['<manage>', 'add', 'user'],
    ]);
  });

  it('changes a password, which ends the sessions that are open', async () => {
    await manage(['users', 'add', 'eve', '--password-stdin'], 'correct horse\n');
    const before = await db.run((q) =>
      q
        .selectFrom('users')
        .select(['id', 'password'])
        .where('username', '=', 'eve')
        .executeTakeFirstOrThrow(),
    );
    const session = { hash: Buffer.from('x'), user_id: before.id, expires: new Date(Date.now() + 1e6) };
    await db.run((q) => q.insertInto('sessions').values(session).execute());
    await manage(['users', 'set', 'eve', '--password-stdin'], 'battery staple\n');
    const after = await db.run((q) =>
      q.selectFrom('users').select('password').where('username', '=', 'eve').executeTakeFirstOrThrow(),
    );
    expect(after.password).not.toBe(before.password);
    expect(await db.run((q) => q.selectFrom('sessions').selectAll().execute())).toEqual([]);
    await expect(manage(['users', 'set', 'eve', '--password-stdin'], 'short')).rejects.toThrow('password');
    await expect(manage(['users', 'set', 'nobody', '--admin'])).rejects.toThrow('no user nobody');
  });

  it('lists and removes tokens', async () => {
    const token = await manage(['tokens', 'add', 'ann', '--description', 'robot']);
    const { items } = await answer('tokens', 'list', 'ann');
    expect(items).toMatchObject([{ description: 'robot', lastUsed: null }]);
    expect(JSON.stringify(items)).not.toContain(token);
    await manage(['tokens', 'rm', 'ann', String(items[0].id)]);
    expect(await actorOfToken(db, token)).toBeNull();
    await expect(manage(['tokens', 'rm', 'ann', String(items[0].id)])).rejects.toThrow('no token');
  });

  it('keeps groups', async () => {
    await manage(['groups', 'add', 'kernel', '--member', 'ann']);
    expect(await answer('groups', 'list')).toMatchObject({ items: [{ name: 'kernel', members: ['ann'] }] });
    expect(await manage(['groups', 'members', 'kernel', '--remove', 'ann'])).toBe('nobody');
    await expect(manage(['groups', 'members', 'kernel', '--add', 'nobody'])).rejects.toThrow(
      'no user nobody',
    );
    await expect(manage(['groups', 'members', 'none'])).rejects.toThrow('no group none');
    await manage(['groups', 'rm', 'kernel']);
    expect(await answer('groups', 'list')).toEqual({ items: [] });
  });

  it('enters workers, also by the command of older masters', async () => {
    const line = parseJoinLine(await manage(['workers', 'add', 'lab-2', '--host', 'lava.example.org']));
    expect(line).toMatchObject({ name: 'lab-2', host: 'lava.example.org', controlPort: 5556 });
    const disable = ['--hostname', 'lab-3', '--description', 'attic', '--disable', '--host', 'h'];
    const [created, joinLine] = (await manage(['pipeline-worker', ...disable])).split('\n');
    expect(created).toBe('Worker lab-3 created');
    expect(parseJoinLine(joinLine ?? '').name).toBe('lab-3');
    await expect(manage(['pipeline-worker', ...disable])).rejects.toMatchObject({
      code: 'worker-exists',
      message: 'Worker already exists with hostname lab-3',
    });
    expect(await answer('workers', 'show', 'lab-3')).toMatchObject({
      health: 'maintenance',
      description: 'attic',
    });
    await manage(['workers', 'set', 'lab-3', '--health', 'active', '--job-limit', '2']);
    expect(await answer('workers', 'show', 'lab-3')).toMatchObject({ health: 'active', jobLimit: 2 });
    expect(await manage(['workers', 'list'])).toMatch(/^lab-3 +offline +active +- +0 +0 +attic$/m);
    await expect(manage(['workers', 'set', 'lab-3', '--health', 'fine'])).rejects.toThrow('health');
    const { publicKey } = makeKeys();
    await db.run((q) => noteUnknownKey(q, publicKey, '10.0.0.7'));
    const key = fingerprint(publicKey);
    expect(await answer('workers', 'requests')).toMatchObject({ items: [{ fingerprint: key }] });
    expect(await manage(['workers', 'accept', 'lab-4', key])).toBe('accepted lab-4');
    expect(await answer('workers', 'show', 'lab-4')).toMatchObject({ keyFingerprint: key });
    await expect(manage(['workers', 'accept', 'lab-5', key])).rejects.toThrow('no join request');
    await expect(manage(['workers', 'accept', 'lab-5', 'x'])).rejects.toThrow('hexadecimal');
  });

  it('enters device types and devices, and moves them', async () => {
    expect(await manage(['device-types', 'add', 'strange'])).toBe('added strange; it has no template yet');
    expect((await answer('device-types', 'list')).items).toContainEqual(
      expect.objectContaining({ name: 'strange', template: 'none' }),
    );
    const dictionary = join(state, 'board.jinja2');
    writeFileSync(dictionary, "{% extends 'qemu.jinja2' %}\n");
    const flags = ['--type', 'qemu', '--worker', 'lab-1', '--tag', 'usb', '--dictionary', dictionary];
    expect(await answer('devices', 'add', 'board', ...flags)).toMatchObject({
      health: 'unknown',
      tags: ['usb'],
      hasDictionary: true,
    });
    await manage(['devices', 'set', 'board', '--health', 'good', '--no-worker']);
    expect(await answer('devices', 'show', 'board')).toMatchObject({ health: 'good', worker: null });
    await manage(['devices', 'set', 'board', '--worker', 'lab-1', '--health', 'retired']);
    expect(await manage(['devices', 'list'])).toMatch(/^board +qemu +lab-1 +idle +retired +- +usb$/m);
    await expect(manage(['devices', 'set', 'board', '--worker', 'none'])).rejects.toThrow('no worker none');
  });

  it('puts the devices of a worker in maintenance, and cancels their jobs on request', async () => {
    await lab.device('a');
    await lab.device('b', { health: 'retired' });
    await lab.device('c', { worker: null });
    onTestFinished(async () => {
      await db.run((q) => q.deleteFrom('jobs').execute());
      await db.run((q) => q.deleteFrom('devices').where('name', 'in', ['a', 'b', 'c']).execute());
    });
    const job = await lab.scheduledJob({ device: 'a' });
    const expected = { devices: ['a'], jobs: [job] };
    expect(await answer('maintenance', '--worker', 'lab-1', '--dry-run')).toEqual(expected);
    expect(await lab.deviceRow('a')).toMatchObject({ health: 'good' });
    expect(await answer('maintenance', '--worker', 'lab-1', '--cancel')).toEqual(expected);
    expect(await lab.jobRow(job)).toMatchObject({
      state: 'canceling',
      cancel_reason: 'canceled by <manage>',
    });
    expect(await lab.deviceRow('a')).toMatchObject({ health: 'maintenance' });
    expect(await lab.deviceRow('b')).toMatchObject({ health: 'retired' });
    expect(await answer('maintenance', '--user', 'ann')).toEqual({ devices: ['c'], jobs: [job] });
    expect(await db.run((q) => auditOf(q, 'device', 'c'))).toMatchObject([
      { actor: 'ann', action: 'health' },
    ]);
    expect(await manage(['maintenance', '--end'])).toBe('device a: back\ndevice c: back\n2 devices, 1 jobs');
    expect(await lab.deviceRow('c')).toMatchObject({ health: 'unknown', health_before: null });
    await expect(manage(['maintenance', '--all', '--worker', 'lab-1'])).rejects.toThrow('not both');
  });

  it('fails a job that hangs, and frees its device', async () => {
    await lab.device('stuck');
    onTestFinished(async () => {
      await db.run((q) => q.deleteFrom('jobs').execute());
      await db.run((q) => q.deleteFrom('devices').where('name', '=', 'stuck').execute());
    });
    const job = await lab.scheduledJob({ device: 'stuck' });
    const waits = await lab.job();
    await manage(['jobs', 'fail', String(job), '--reason', 'disk broke']);
    expect(await lab.jobRow(job)).toMatchObject({
      state: 'finished',
      health: 'incomplete',
      error_message: 'abandoned by <manage>: disk broke',
    });
    expect(await lab.deviceRow('stuck')).toMatchObject({ state: 'idle' });
    await manage(['jobs', 'fail', String(waits)]);
    expect(await lab.jobRow(waits)).toMatchObject({ state: 'finished', health: 'canceled' });
    await expect(manage(['jobs', 'fail', String(job)])).rejects.toThrow('finished already');
    await expect(manage(['jobs', 'fail', 'x'])).rejects.toThrow('not the number');
    expect((await answer('jobs', 'list', '--state', 'finished')).items).toMatchObject([
      { id: waits },
      { id: job },
    ]);
    expect(await answer('jobs', 'show', String(job))).toMatchObject({ id: job, health: 'incomplete' });
  });

  it('removes old jobs with their logs, and keeps the others', async () => {
    const day = 86_400_000;
    const ended = (days: number) => ({
      state: 'finished' as const,
      health: 'complete' as const,
      submit_time: new Date(Date.now() - days * day),
      end_time: new Date(Date.now() - days * day),
    });
    const old = await lab.job(ended(100));
    const recent = await lab.job({ ...ended(1), resubmitted_from: old });
    onTestFinished(async () => void (await db.run((q) => q.deleteFrom('jobs').execute())));
    const store = new LogStore({ root: logDirectory(settings) });
    const directories = await Promise.all(
      [old, recent].map(async (id) => store.directory({ id, submitted: (await lab.jobRow(id)).submit_time })),
    );
    for (const directory of directories) mkdirSync(directory, { recursive: true });
    expect(await answer('jobs', 'rm', '--older-than', '30d', '--dry-run')).toEqual({
      jobs: 1,
      removed: false,
    });
    expect(await manage(['jobs', 'rm', '--older-than', '30d', '--submitter', 'bob'])).toBe('0 jobs removed');
    expect(await manage(['jobs', 'rm', '--older-than', '30d'])).toBe('1 jobs removed');
    expect(directories.map((directory) => existsSync(directory))).toEqual([false, true]);
    expect(await lab.jobRow(recent)).toMatchObject({ resubmitted_from: null });
    await expect(lab.jobRow(old)).rejects.toThrow();
    await expect(manage(['jobs', 'rm', '--older-than', 'yesterday'])).rejects.toThrow('90d');
    expect(await manage(['jobs', 'compress'])).toBe('0 logs compressed');
  });

  it('shows what keeps the lab from running jobs', async () => {
    onTestFinished(async () => {
      process.exitCode = undefined;
      await db.run((q) => q.deleteFrom('devices').where('name', '=', 'bare').execute());
    });
    await lab.device('bare', { worker: null });
    const { problems } = await answer('check');
    expect(process.exitCode).toBe(1);
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ object: 'users', problem: 'nobody is an admin' }),
        expect.objectContaining({ object: 'worker lab-1', problem: 'has never joined' }),
        expect.objectContaining({ object: 'device type strange', problem: 'has no template' }),
        expect.objectContaining({ object: 'device bare', problem: 'has no worker' }),
        expect.objectContaining({ object: 'device bare', problem: 'device bare has no dictionary' }),
      ]),
    );
  });
});
