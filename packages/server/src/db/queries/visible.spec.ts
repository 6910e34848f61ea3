// SPDX-License-Identifier: Apache-2.0
import { JobQuery } from '@lava/protocol/api/jobs.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Given, UNRESTRICTED } from '../../rights/grants.ts';
import { type Actor, type JobAccess, maySeeJob } from '../../rights/permissions.ts';
import { testDatabase } from '../../testing/database.ts';
import { testLab } from '../../testing/lab.ts';
import type { Database } from '../database.ts';
import { insertGrant } from './grants.ts';
import { countJobs, listJobs } from './job-lists.ts';
import { accessOfJobs } from './jobs.ts';

/** Chosen at random, the same each time. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}
const random = numbers(20_261_128);
const below = (limit: number) => Math.floor(random.next().value * limit);
const some = <T>(all: readonly T[]) => all.filter(() => below(2) === 0);

const JOBS = 150;
const ACTORS = 30;
const KINDS = ['public', 'personal', 'group'] as const;

let db: Database;
let users: number[];
let groups: number[];
const jobs = new Map<number, JobAccess>();

beforeAll(async () => {
  db = await testDatabase();
  const lab = testLab(db);
  await lab.deviceType();
  users = [];
  for (const name of ['ann', 'bob', 'eve', 'joe']) users.push(await lab.user(name));
  const rows = await db.run((q) =>
    q
      .insertInto('groups')
      .values(['a', 'b', 'c', 'gone'].map((name) => ({ name })))
      .returning('id')
      .execute(),
  );
  groups = rows.map(({ id }) => id);
  const places = await somePlaces(lab);
  for (let n = 0; n < JOBS; n++) {
    const visibility = KINDS[below(3)] ?? 'public';
    const chosen = some(groups);
    const viewingGroups = visibility === 'group' && chosen.length === 0 ? groups.slice(0, 1) : chosen;
    const submitter = users[below(users.length)] ?? 0;
    const { at, place } = places[below(places.length)] ?? { at: {}, place: UNRESTRICTED };
    const id = await lab.job({ visibility, viewing_groups: viewingGroups, submitter, ...at });
    jobs.set(id, { submitter, visibility, viewingGroups, place });
  }
  await db.run((q) => q.deleteFrom('groups').where('name', '=', 'gone').execute());
});

/** Types and devices that everybody, a group or a user may see: jobs that wait for them, and jobs that were on them. */
async function somePlaces(lab: ReturnType<typeof testLab>) {
  await lab.deviceType('closed');
  await lab.worker();
  const [group, user] = [groups[0] as number, users[0] as number];
  const byGroup: Given = { permission: 'view', group, user: null };
  const byUser: Given = { permission: 'change', group: null, user };
  const finished = { state: 'finished', health: 'complete', end_time: new Date() } as const;
  const at: { type: string; device?: string; own?: Given[]; onType?: Given[] }[] = [
    { type: 'qemu' },
    { type: 'closed', onType: [byGroup] },
    { type: 'qemu', device: 'open' },
    { type: 'qemu', device: 'own', own: [byGroup, byUser] },
    { type: 'closed', device: 'as-type', onType: [byGroup] },
    { type: 'closed', device: 'changed', own: [byUser], onType: [byGroup] },
  ];
  await db.run((q) => insertGrant(q, { kind: 'device-type', object: 'closed', ...byGroup }));
  for (const { type, device, own = [] } of at) {
    if (device === undefined) continue;
    await lab.device(device, { device_type: type });
    for (const given of own)
      await db.run((q) => insertGrant(q, { kind: 'device', object: device, ...given }));
  }
  return at.map(({ type, device, own = [], onType = [] }) => ({
    at: { device_type: type, ...(device !== undefined && { device, ...finished }) },
    place:
      device === undefined
        ? { kind: 'device-type' as const, own: onType }
        : { kind: 'device' as const, own, type: onType },
  }));
}

const everything = JobQuery.parse({ limit: 200, sort: 'id' });

describe('what lists show', () => {
  it.each([
    ['a visitor', () => null],
    ...Array.from({ length: ACTORS }, (_, n): [string, () => Actor] => [
      `actor ${n}`,
      () => ({
        id: below(5) === 0 ? 999 : (users[below(users.length)] ?? 0),
        username: 'x',
        admin: below(10) === 0,
        groups: some(groups),
      }),
    ]),
  ] as [string, () => Actor | null][])('is what %s may see of each single job', async (_, make) => {
    const actor = make();
    const allowed = [...jobs].filter(([, access]) => maySeeJob(actor, access)).map(([id]) => id);
    const { items } = await db.run((q) => listJobs(q, actor, everything));
    expect(items.map(({ id }) => id)).toEqual(allowed);
    const counts = await db.run((q) => countJobs(q, actor, {}));
    expect(counts.queued + counts.finished).toBe(allowed.length);
    const ids = [...jobs.keys()];
    const access = await db.run((q) => accessOfJobs(q, ids));
    expect(ids.filter((id) => maySeeJob(actor, access.get(id) as JobAccess))).toEqual(allowed);
  });
});
