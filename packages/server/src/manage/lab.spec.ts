// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { auditOf } from '../db/queries/audit.ts';
import { type TestManage, testManage } from '../testing/manage.ts';

let t: TestManage;
beforeAll(async () => {
  t = await testManage();
});
afterEach(() => {
  process.exitCode = undefined;
});

describe('as scripts that were written for LAVA call it', () => {
  it('groups and workers', async () => {
    for (const user of ['bob', 'eve']) await t.lab.user(user);
    expect(await t.answer('groups', 'add', 'kernel', '--username', 'ann', '--submitting')).toMatchObject({
      members: ['ann'],
    });
    await t.manage(['groups', 'update', 'kernel', '--username', 'bob', '--remove', 'ann']);
    expect(await t.manage(['groups', 'list', '--verbose'])).toMatch(/^kernel +bob$/m);
    await t.manage(['workers', 'add', 'rack', '--health', 'MAINTENANCE', '--host', 'h']);
    await t.lab.device('rack-1', { worker: 'rack' });
    expect(await t.manage(['workers', 'details', 'rack', '--devices'])).toMatch(
      /health: maintenance[\s\S]* {2}rack-1: idle, good/,
    );
    await t.manage(['workers', 'update', 'rack', '--health', 'ACTIVE', '--description', 'by the door']);
    expect(await t.manage(['workers', 'list', '-a', '--csv'])).toContain(
      'rack,offline,active,,0,1,by the door',
    );
    expect(await t.manage(['workers', 'offline', 'rack', '--reason', 'move'])).toBe('rack-1 is offline');
    expect(await t.answer('devices', 'show', 'rack-1')).toMatchObject({
      health: 'maintenance',
      takenOffline: true,
    });
    expect(await t.manage(['workers', 'online', 'rack'])).toBe('rack-1 is back');
    expect(await t.manage(['workers', 'online', 'rack'])).toBe('nothing to do');
  });

  it('device types, aliases and tags', async () => {
    const template = join(t.state, 'own.jinja2');
    writeFileSync(template, "{% extends 'base.jinja2' %}\n");
    await t.manage(['device-types', 'add', 'own', '--template', template, '--alias', 'mine']);
    expect(await t.answer('device-types', 'details', 'own')).toMatchObject({ template: 'admin' });
    await t.manage(['device-types', 'update', 'own', '--description', 'ours', '--no-display']);
    expect(await t.answer('device-types', 'show', 'own')).toMatchObject({
      display: false,
      description: 'ours',
    });
    await t.manage(['aliases', 'add', 'other', '--device-type', 'own']);
    expect(await t.manage(['aliases', 'show', 'mine'])).toBe('own');
    expect(await t.manage(['aliases', 'list', '--csv'])).toBe('alias,type\nmine,own\nother,own');
    await t.manage(['aliases', 'remove', 'mine']);
    await expect(t.manage(['aliases', 'show', 'mine'])).rejects.toThrow('no alias mine');
    await expect(t.manage(['aliases', 'add', 'x', 'none'])).rejects.toThrow('no device type none');

    await t.lab.device('tagged');
    await t.manage(['device-tags', 'create', 'hdmi', '--description', 'a screen']);
    await expect(t.manage(['device-tags', 'create', 'hdmi'])).rejects.toThrow('already');
    await t.manage(['device-tags', 'add', 'tagged', 'hdmi', 'usb']);
    expect(await t.manage(['device-tags', 'remove', 'tagged', 'usb'])).toBe('hdmi');
    expect(await t.manage(['device-tags', 'show', 'tagged'])).toBe('hdmi');
    expect(await t.db.run((q) => auditOf(q, 'device', 'tagged'))).toMatchObject([
      { action: 'tags', old: 'hdmi, usb', new: 'hdmi' },
      { action: 'tags', old: '', new: 'hdmi, usb' },
    ]);
    expect(await t.manage(['device-tags', 'list'])).toMatch(/^hdmi +tagged +a screen$/m);

    await t.manage(['device-types', 'add', 'unused']);
    expect(await t.manage(['device-types', 'prune'])).toBe('removed own\nremoved unused');
    const { added } = await t.answer('device-types', 'add', '*');
    expect(added).toContain('beaglebone-black');
    expect(added.filter((name: string) => /^(base|_)/.test(name))).toEqual([]);
    expect((await t.answer('device-types', 'prune')).removed).toEqual(added);
  });

  it('devices: with the options of LAVA, a copy, filters, and what is wrong with them', async () => {
    const dictionary = join(t.state, 'board.jinja2');
    writeFileSync(dictionary, "{% extends 'qemu.jinja2' %}\n");
    const flags = ['--device-type', 'qemu', '--worker', 'lab-1', '--tags', 'usb', 'can'];
    const added = await t.answer('devices', 'add', 'b-1', ...flags, '--dictionary', dictionary, '--offline');
    expect(added).toMatchObject({ health: 'maintenance', tags: ['can', 'usb'] });
    expect(await t.answer('devices', 'copy', 'b-1', 'b-2', '--worker', 'lab-1')).toMatchObject({
      deviceType: 'qemu',
      health: 'unknown',
      tags: ['can', 'usb'],
      hasDictionary: true,
    });
    await t.manage(['devices', 'update', 'b-2', '--dictionary', '-'], "{% extends 'qemu.jinja2' %}\n\n");
    expect(await t.db.run((q) => auditOf(q, 'device', 'b-2', 1))).toMatchObject([{ new: 'version 2' }]);
    await t.manage(['devices', 'update', 'b-2', '--health', 'BAD']);
    expect((await t.answer('devices', 'list', '--health', 'bad')).items).toMatchObject([{ name: 'b-2' }]);
    expect((await t.answer('devices', 'list', '--state', 'running')).items).toEqual([]);
    await expect(t.manage(['devices', 'list', '--health', 'fine'])).rejects.toThrow('good');
    expect(await t.manage(['devices', 'check', 'b-1', 'b-2'])).toBe('b-1: valid\nb-2: valid');
    expect(process.exitCode).toBeUndefined();
    writeFileSync(dictionary, "{% extends 'qemu.jinja2' %}\n{% set connection_list = ['uart0'] %}\n");
    await t.manage(['devices', 'update', 'b-2', '--dictionary', dictionary]);
    expect(await t.manage(['devices', 'check', 'b-2'])).toContain('connection_commands');
    expect(await t.manage(['devices', 'check', '-a'])).toContain('tagged: device tagged has no dictionary');
    expect(process.exitCode).toBe(1);
  });

  it('the whole lab goes into maintenance, and back', async () => {
    const before = (await t.answer('devices', 'list')).items;
    expect((await t.answer('maintenance', '--dry-run', '--force')).devices).toContain('tagged');
    await t.manage(['maintenance', '--force', '--user', 'ann']);
    expect(await t.db.run((q) => auditOf(q, 'device', 'tagged', 1))).toMatchObject([{ actor: 'ann' }]);
    const during = (await t.answer('devices', 'list')).items;
    expect(new Set(during.map(({ health }: { health: string }) => health))).toEqual(new Set(['maintenance']));
    await t.manage(['maintenance', '--end']);
    const after = (await t.answer('devices', 'list')).items;
    const expected = (each: { health: string }) => ({
      ...each,
      health: each.health === 'good' ? 'unknown' : each.health,
    });
    expect(after).toEqual(before.map(expected));
  });
});

describe('jobs', () => {
  const DAY = 86_400_000;
  const ended = (days: number) => ({
    state: 'finished' as const,
    health: 'complete' as const,
    submit_time: new Date(Date.now() - days * DAY),
    end_time: new Date(Date.now() - days * DAY),
  });

  it('are listed by age and submitter, checked again, and lose only their logs', async () => {
    const old = await t.lab.job({ ...ended(20), next_seq: 5, exit_records: 5 });
    const definition =
      'job_name: x\ndevice_type: qemu\ntimeouts: {job: {minutes: 1}}\nactions: []\nvisible: all\n';
    const recent = await t.lab.job({ ...ended(2), definition });
    const chunk = {
      run_id: (await t.lab.jobRow(old)).run_id ?? 0,
      from_seq: 0,
      count: 5,
      file_offset: 0,
      length: 1,
      raw_length: 1,
    };
    await t.db.run((q) => q.insertInto('log_chunks').values(chunk).execute());
    const ids = async (...flags: string[]) =>
      (await t.answer('jobs', 'list', ...flags)).items.map(({ id }: { id: number }) => id);
    expect(await ids('--newer-than', '3d')).toEqual([recent]);
    expect(await ids('--newer-than', '30')).toEqual([recent, old]);
    expect(await ids('--not-submitter', 'ann')).toEqual([]);
    expect(await t.manage(['jobs', 'list', '--csv'])).toContain(`${old},finished,complete,ann,qemu-1,test`);

    const judged = await t.answer('jobs', 'validate', '--newer-than', '3d');
    expect(judged).toMatchObject({ jobs: 1, wrong: [{ id: recent }] });
    expect(JSON.stringify(judged.wrong)).toContain('visible');
    expect(process.exitCode).toBe(1);
    process.exitCode = undefined;
    expect(await t.manage(['jobs', 'validate', '--newer-than', '1d'])).toBe(
      '0 jobs, 0 of them with problems',
    );
    expect(process.exitCode).toBeUndefined();

    expect(await t.manage(['jobs', 'compress', '--dry-run'])).toBe('1 logs would be compressed');
    expect(await t.manage(['jobs', 'compress', '--dry-run', '--newer-than', '3d'])).toBe(
      '0 logs would be compressed',
    );
    const rm = ['jobs', 'rm', '--older-than', '10d', '--logs-only', '--skip-favorite', '--slow'];
    expect(await t.manage([...rm, '--dry-run'])).toBe('1 logs would be removed');
    expect(await t.manage(rm)).toBe('1 logs removed');
    expect(await t.answer('jobs', 'show', String(old))).toMatchObject({
      records: 0,
      logComplete: true,
      health: 'complete',
    });
    expect(await t.db.run((q) => q.selectFrom('log_chunks').selectAll().execute())).toEqual([]);
  });
});

describe('sync', () => {
  it('keeps devices as their files say, retires those whose file is gone, and does not change others', async () => {
    const root = join(t.state, 'files');
    const devices = join(root, 'devices');
    mkdirSync(devices, { recursive: true });
    const write = (name: string, sync: string) =>
      writeFileSync(
        join(devices, `${name}.jinja2`),
        `{% extends 'qemu.jinja2' %}\n{% set sync_to_lava = ${sync} %}\n`,
      );
    const health = async (name: string) => (await t.answer('devices', 'show', name)).health;
    write('s-1', "{'device_type': 'synced', 'worker': 'lab-1', 'tags': ['usb']}");
    write('s-2', "{'device_type': 'synced', 'worker': 'lab-1'}");
    write('b-1', "{'device_type': 'synced', 'worker': 'lab-1'}");
    writeFileSync(join(devices, 'plain.jinja2'), "{% extends 'qemu.jinja2' %}\n");
    expect((await t.answer('sync', root, '--dry-run')).added).toContain('device s-1');
    await expect(t.manage(['devices', 'show', 's-1'])).rejects.toThrow('no device');
    const first = await t.answer('sync', root);
    expect(first.added).toEqual(expect.arrayContaining(['device s-1', 'device s-2', 'device type synced']));
    expect(first.remarks).toContainEqual({ message: 'device b-1 was added by hand and is not changed' });
    await expect(t.manage(['devices', 'show', 'plain'])).rejects.toThrow('no device');
    expect(await t.answer('devices', 'show', 's-1')).toMatchObject({
      health: 'unknown',
      tags: ['usb'],
      deviceType: 'synced',
    });

    await t.manage(['devices', 'update', 's-1', '--health', 'good', '--tags', 'mine']);
    await t.manage(['devices', 'update', 's-2', '--health', 'maintenance']);
    writeFileSync(join(devices, 's-1.jinja2'), '{% extends %}\n');
    rmSync(join(devices, 's-2.jinja2'));
    const second = await t.manage(['sync', root]);
    expect(second).toContain('retired device s-2');
    expect(second).toContain('s-1.jinja2:1: left out');
    expect(await health('s-1')).toBe('good');
    expect(await health('s-2')).toBe('retired');

    write('s-1', "{'device_type': 'synced', 'worker': 'lab-1'}");
    write('s-2', "{'device_type': 'qemu', 'worker': 'lab-1'}");
    await t.manage(['sync', root]);
    expect(await t.answer('devices', 'show', 's-1')).toMatchObject({ health: 'good', tags: [] });
    expect(await t.answer('devices', 'show', 's-2')).toMatchObject({
      health: 'maintenance',
      deviceType: 'qemu',
    });

    rmSync(join(devices, 's-1.jinja2'));
    await t.manage(['sync', root]);
    expect(await t.answer('device-types', 'show', 'synced')).toMatchObject({ display: false });
    rmSync(devices, { recursive: true });
    mkdirSync(join(root, 'device-types'));
    writeFileSync(join(root, 'device-types/own.jinja2'), "{% extends 'base.jinja2' %}\n");
    await expect(t.manage(['sync', root])).rejects.toThrow('would retire 2 devices');
  });
});
