// SPDX-License-Identifier: Apache-2.0
import { loadYaml } from '@lava/yaml/load.ts';
import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Database, Queries } from '../../db/database.ts';
import type { Actor } from '../../rights/permissions.ts';
import { assignJobs } from '../../scheduler/apply.ts';
import { testDatabase } from '../../testing/database.ts';
import { testLab } from '../../testing/lab.ts';
import { endFailedGroups } from '../groups.ts';
import { cancelJob, definition, job, jobs } from '../jobs.ts';
import { jobExited, jobStarted } from '../lifecycle.ts';
import { checkEnvelope } from './envelope.ts';
import { submitJob } from './submit.ts';

let db: Database;
let lab: ReturnType<typeof testLab>;
let ann: Actor;

beforeAll(async () => {
  db = await testDatabase();
  lab = testLab(db);
  const id = await lab.user();
  ann = { id, username: 'ann', admin: false, groups: [], grants: [] } as unknown as Actor;
  await lab.deviceType();
  await lab.deviceType('bbb');
  await lab.worker();
  await lab.worker('lab-2');
});

beforeEach(async () => {
  await db.transaction(async (q) => {
    await q.deleteFrom('jobs').execute();
    await q.deleteFrom('devices').execute();
  });
  await lab.device('a');
  await lab.device('b', { worker: 'lab-2' });
  await lab.device('c', { device_type: 'bbb' }, ['usb']);
});

const block = (role: string, name = 't') => `
- test:
    role: ${role}
    definitions:
    - {from: inline, name: ${name}, path: t.yaml, repository: {metadata: {format: Lava-Test Test Definition 1.0, name: t}, run: {steps: [lava-sync here]}}}`;
const text = (roles: string, actions: string) => `job_name: together
visibility: public
priority: 60
secrets: {key: word}
timeouts: {job: {minutes: 5}, queue: {minutes: 9}}
protocols:
  lava-multinode:
    timeout: {minutes: 2}
    roles:${roles}
actions:${actions}
`;
const ROLES = `
      server: {device_type: bbb, count: 1, tags: [usb], essential: true, environment: {WHO: me}}
      client: {device_type: qemu, count: 2, context: {arch: amd64}}`;
const TOGETHER = text(ROLES, `${block('[server]')}${block('[server, client]', 'u')}`);

describe('a MultiNode job', () => {
  it('becomes one job for each device, each with all that its dispatcher needs', async () => {
    const { id, group = [] } = await submitJob(db, ann, TOGETHER);
    expect(group).toEqual([
      { id, subId: `${id}.0`, role: 'server' },
      { id: expect.any(Number), subId: `${id}.1`, role: 'client' },
      { id: expect.any(Number), subId: `${id}.2`, role: 'client' },
    ]);
    const [server, , client] = await Promise.all(
      group.map(async (each) => loadYaml(await definition(db, ann, each.id, 'pipeline')) as never),
    );
    const shared = { job_name: 'together', priority: 60, secrets: { key: 'word' } };
    const roles = Object.fromEntries(group.map((each) => [String(each.id), each.role]));
    expect(server).toMatchObject({
      ...shared,
      device_type: 'bbb',
      protocols: {
        'lava-multinode': {
          ...{ timeout: { minutes: 2 }, tags: ['usb'], environment: { WHO: 'me' }, essential: true },
          ...{
            role: 'server',
            group_size: 3,
            sub_id: 0,
            roles,
            target_group: expect.stringMatching(/^[-0-9a-f]{36}$/),
          },
        },
      },
      actions: [{ test: { role: 'server' } }, { test: { role: 'server' } }],
    });
    expect(client).toMatchObject({
      ...shared,
      device_type: 'qemu',
      context: { arch: 'amd64' },
      protocols: { 'lava-multinode': { role: 'client', sub_id: 2, group_size: 3 } },
      actions: [{ test: { role: 'client' } }],
    });
    // What runs is a job by itself, and what was submitted is kept for all.
    const first = await definition(db, ann, id, 'pipeline');
    expect(checkEnvelope(first, {}).problems.filter(({ severity }) => severity !== 'warning')).toEqual([]);
    expect(await definition(db, ann, group[2]?.id ?? 0, 'submitted')).toBe(TOGETHER);
  });

  it('is shown as a group, in lists and by each of its jobs', async () => {
    const { id, group = [] } = await submitJob(db, ann, TOGETHER);
    const last = group[2]?.id ?? 0;
    const shown = await job(db, ann, last);
    expect(shown).toMatchObject({ subId: `${id}.2`, role: 'client', priority: 60, queueTimeout: 540 });
    expect(shown.group?.jobs.map(({ subId, role, essential }) => ({ subId, role, essential }))).toEqual([
      { subId: `${id}.0`, role: 'server', essential: true },
      { subId: `${id}.1`, role: 'client', essential: false },
      { subId: `${id}.2`, role: 'client', essential: false },
    ]);
    const { items } = await jobs(db, ann, { sort: 'id', limit: 25 } as never);
    expect(items.map(({ subId }) => subId)).toEqual([`${id}.0`, `${id}.1`, `${id}.2`]);
    const single = await lab.job();
    expect(await job(db, ann, single)).toMatchObject({ subId: null, role: null, group: null });
  });

  it.each([
    ['a role without an action', text(ROLES, block('[server]')), 'no action has the role `client`'],
    [
      'an action without a role',
      text(ROLES, TOGETHER.split('actions:')[1]?.replace('role: [server]', 'timeout: {minutes: 1}') ?? ''),
      '`role` is missing',
    ],
    [
      'a pinned device twice',
      text('\n      a: {device_type: qemu, count: 2, device: a}', block('a')),
      '`count` must be 1',
    ],
    ['no devices', text('\n      a: {device_type: qemu, count: 0}', block('a')), '1 to 100 devices'],
    ['too many devices', text('\n      a: {device_type: qemu, count: 101}', block('a')), '1 to 100 devices'],
    ...['__proto__', '-x', '"a\\tb"'].map((role): [string, string, string] => [
      `the role ${role}`,
      text(`\n      ${role}: {device_type: qemu, count: 1}`, block(role)),
      'must begin with a letter or digit',
    ]),
    [
      'a role of two words',
      text('\n      "a b": {device_type: qemu, count: 1}', block('a b')),
      'must begin with a letter or digit',
    ],
    [
      'a connection',
      text(
        `${ROLES}\n      g: {connection: ssh, count: 1, expect_role: server, host_role: server}`,
        `${block('[server, client, g]')}`,
      ),
      'not supported yet',
    ],
    [
      'more devices than there are',
      text('\n      a: {device_type: qemu, count: 3}', block('a')),
      'the roles need 3 devices',
    ],
    [
      'tags that nothing has',
      text('\n      a: {device_type: qemu, count: 1, tags: [usb]}', block('a')),
      'has the tags usb',
    ],
    [
      'two roles for one device',
      text('\n      a: {device_type: bbb, count: 1}\n      b: {device_type: bbb, count: 1}', block('[a, b]')),
      'the roles need 2 devices',
    ],
  ])('is refused with %s, and nothing is stored', async (_, bad, message) => {
    const refused = await submitJob(db, ann, bad).catch((error) => error);
    expect(
      `${refused.message} ${refused.problems?.map((each: { message: string }) => each.message)}`,
    ).toContain(message);
    expect((await jobs(db, ann, { sort: 'id', limit: 25 } as never)).items).toEqual([]);
  });
});

describe('the scheduler', () => {
  it('gives a group all its devices together, and keeps free ones for it until it can', async () => {
    const busy = await lab.job({ state: 'scheduled', device: 'b', worker: 'lab-2' });
    const { group = [] } = await submitJob(db, ann, TOGETHER);
    const later = await lab.job({ priority: 60 });
    const other = await lab.job({ priority: 60, device_type: 'bbb', tags: ['can'] });
    expect(await assignJobs(db)).toEqual([]);
    await lab.device('d');
    expect(await assignJobs(db)).toEqual(group.map(({ id }) => id));
    expect(await assignJobs(db)).toEqual([]);
    await db.run((q) => q.deleteFrom('holds').where('device', '=', 'b').execute());
    expect(await assignJobs(db)).toEqual([later]);
    expect((await job(db, ann, other)).state).toBe('submitted');
    expect((await job(db, ann, busy)).group).toBeNull();
    const devices = (await job(db, ann, group[0]?.id ?? 0)).group?.jobs.map(({ device }) => device);
    expect(devices).toEqual(['c', 'a', 'd']);
  });

  it('gives a group nothing while one of its jobs does not wait any more', async () => {
    const { group = [] } = await submitJob(db, ann, TOGETHER);
    await db.run((q) =>
      q
        .updateTable('jobs')
        .set({ state: 'finished', health: 'canceled', end_time: new Date() })
        .where('id', '=', group[1]?.id ?? 0)
        .execute(),
    );
    expect(await assignJobs(db)).toEqual([]);
  });
});

describe('the end of a group', () => {
  const states = async (group: { id: number }[]) =>
    (await job(db, ann, group[0]?.id ?? 0)).group?.jobs.map(({ state, health }) =>
      state === 'finished' ? health : state,
    );
  const end = (id: number, worker: string, health: 'complete' | 'incomplete') =>
    jobExited(db, worker, id, {
      records: 0,
      status: {
        health,
        ...(health === 'incomplete' && { code: 'test-failed', kind: 'test', message: 'no luck' }),
      },
    });
  async function running(): Promise<{ id: number }[]> {
    await lab.device('d');
    const { group = [] } = await submitJob(db, ann, TOGETHER);
    await assignJobs(db);
    for (const { id, device } of (await job(db, ann, group[0]?.id ?? 0)).group?.jobs ?? [])
      await jobStarted(db, device === 'b' ? 'lab-2' : 'lab-1', id);
    return group;
  }

  it('comes with the failure of an essential job, and not with that of another', async () => {
    const group = await running();
    const [server, first] = group;
    await end(first?.id ?? 0, 'lab-1', 'incomplete');
    await endFailedGroups(db);
    expect(await states(group)).toEqual(['running', 'incomplete', 'running']);
    await end(server?.id ?? 0, 'lab-1', 'incomplete');
    await endFailedGroups(db);
    expect(await states(group)).toEqual(['incomplete', 'incomplete', 'canceling']);
    expect((await lab.jobRow(group[2]?.id ?? 0)).cancel_reason).toBe(
      `the group ends with job ${server?.id}.0, role server: no luck`,
    );
  });

  it('does not come while all complete', async () => {
    const group = await running();
    for (const [n, { id }] of group.entries()) {
      await end(id, n === 2 ? 'lab-2' : 'lab-1', 'complete');
      await endFailedGroups(db);
    }
    expect(await states(group)).toEqual(['complete', 'complete', 'complete']);
  });

  it('comes with a cancel of any of its jobs, for those that wait and those that run', async () => {
    const group = await running();
    await cancelJob(db, ann, group[2]?.id ?? 0);
    expect(await states(group)).toEqual(['canceling', 'canceling', 'canceling']);
    const { group: waits = [] } = await submitJob(db, ann, TOGETHER);
    await cancelJob(db, ann, waits[1]?.id ?? 0);
    expect(await states(waits)).toEqual(['canceled', 'canceled', 'canceled']);
    expect((await job(db, ann, waits[0]?.id ?? 0)).error?.message).toContain('canceled by ann');
  });

  it('leaves nothing of it when its jobs are deleted', async () => {
    await submitJob(db, ann, TOGETHER);
    await db.run((q) => q.deleteFrom('jobs').execute());
    expect(await groups()).toEqual([]);
  });

  it('leaves nothing of it when the last of them are deleted at the same moment', async () => {
    const { group = [] } = await submitJob(db, ann, TOGETHER);
    const [first, ...others] = group.map(({ id }) => id);
    const remove = (q: Queries, ids: readonly (number | undefined)[]) =>
      q
        .deleteFrom('jobs')
        .where('id', 'in', ids as number[])
        .execute();
    let over = false;
    const other = await db.transaction(async (q) => {
      await remove(q, [first]);
      const rest = db.transaction((other) => remove(other, others)).finally(() => (over = true));
      // It waits for this transaction, or does not look at it at all.
      await vi.waitFor(async () => expect(over || (await waiting())).toBe(true), { timeout: 5_000 });
      return { rest };
    });
    await other.rest;
    expect(await groups()).toEqual([]);
  });

  const groups = () => db.run((q) => q.selectFrom('multinode_groups').select('id').execute());
  const waiting = () =>
    db.run(async (q) => {
      const { rows } = await sql`select from pg_locks l join pg_stat_activity a using (pid)
        where not l.granted and a.datname = current_database()`.execute(q);
      return rows.length > 0;
    });
});
