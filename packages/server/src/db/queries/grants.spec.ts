// SPDX-License-Identifier: Apache-2.0
import type { Permission, PermissionKind } from '@lava/protocol/api/permissions.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ObjectPermission, permits } from '../../rights/grants.ts';
import type { Actor } from '../../rights/permissions.ts';
import { testDatabase } from '../../testing/database.ts';
import { testLab } from '../../testing/lab.ts';
import type { Database } from '../database.ts';
import { hiddenFrom, insertGrant, objectGrants, permittedOf } from './grants.ts';
import { fittingTypes } from './targets.ts';
import { usersById } from './users.ts';

/** Chosen at random, the same each time. */
let seed = 20_261_129;
const below = (limit: number) => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 2 ** 32) * limit);
};
const one = <T>(all: readonly T[]) => all[below(all.length)] as T;

const NAMES = {
  'device-type': ['t1', 't2', 't3', 't4'],
  device: ['d1', 'd2', 'd3', 'd4', 'd5', 'd6', 'd7', 'd8', 'd9'],
  worker: ['w1', 'w2', 'w3'],
} as const;
const KINDS = ['device-type', 'device', 'worker'] as const;

let db: Database;
let actors: (Actor | null)[];

beforeAll(async () => {
  db = await testDatabase();
  const lab = testLab(db);
  for (const name of NAMES['device-type']) await lab.deviceType(name);
  for (const name of NAMES.worker) await lab.worker(name);
  for (const [n, name] of NAMES.device.entries())
    await lab.device(name, { device_type: NAMES['device-type'][n % 4] as string, worker: 'w1' });
  const users: number[] = [];
  for (const name of ['ann', 'bob', 'eve', 'joe', 'sue']) users.push(await lab.user(name));
  users.push(await lab.user('root', true));
  const groups = await db.run(async (q) => {
    const rows = await q
      .insertInto('groups')
      .values(['a', 'b', 'c'].map((name) => ({ name })))
      .returning('id')
      .execute();
    const members = rows.flatMap(({ id }, n) => [
      { group_id: id, user_id: users[n] as number },
      { group_id: id, user_id: users[n + 1] as number },
    ]);
    await q.insertInto('group_members').values(members).execute();
    return rows.map(({ id }) => id);
  });
  for (let n = 0; n < 60; n++) {
    const kind = one(KINDS);
    const everywhere = below(12) === 0;
    const permissions: Permission[] = ['view', 'change', ...(kind === 'worker' ? [] : ['submit' as const])];
    const permission = one([...permissions, ...(everywhere ? (['add', 'remove'] as const) : [])]);
    const holder = below(2) === 0 ? { user: one(users), group: null } : { user: null, group: one(groups) };
    const object = everywhere ? null : one(NAMES[kind].slice(0, -1));
    await db.run((q) => insertGrant(q, { kind, object, permission, ...holder }));
  }
  const found = await db.run((q) => usersById(q, users));
  actors = [null, ...found.values()];
});

const asRule = (actor: Actor | null, wanted: ObjectPermission, kind: PermissionKind) =>
  db.run(async (q) => {
    const names: string[] = [];
    for (const name of NAMES[kind]) {
      const on = await objectGrants(q, kind, name);
      if (on && permits(actor, wanted, on)) names.push(name);
    }
    return names;
  });

describe('the statements about permissions', () => {
  it('hide what the rule hides', async () => {
    let hidden = 0;
    for (const actor of actors) {
      const found = await db.run((q) => hiddenFrom(q, actor));
      const lists = { 'device-type': found.types, device: found.devices, worker: found.workers };
      for (const kind of KINDS) {
        const shown = NAMES[kind].filter((name) => !lists[kind].includes(name));
        expect(shown, `${kind}s of ${actor?.username}`).toEqual(await asRule(actor, 'view', kind));
        hidden += lists[kind].length;
      }
    }
    expect(hidden).toBeGreaterThan(10);
  });

  it.each(['submit', 'change'] as const)('permit to %s what the rule permits', async (wanted) => {
    for (const actor of actors) {
      for (const kind of KINDS) {
        if (kind === 'worker' && wanted === 'submit') continue;
        const found = await db.run((q) => permittedOf(q, actor, wanted, kind, NAMES[kind]));
        expect([...found].sort(), `${kind}s of ${actor?.username}`).toEqual(
          await asRule(actor, wanted, kind),
        );
      }
    }
  });

  it('take a job for a device as the rule permits it', async () => {
    for (const actor of actors.filter((each) => each !== null)) {
      const permitted = await asRule(actor, 'submit', 'device');
      const asked = NAMES.device.map((device, n) => ({
        deviceType: NAMES['device-type'][n % 4],
        device,
        worker: undefined,
        tags: [],
        json: false,
        actor,
      }));
      const types = await db.run((q) => fittingTypes(q, asked));
      const taken = NAMES.device.filter((_, n) => types[n] !== undefined);
      expect(taken, actor.username).toEqual(permitted);
    }
  });
});
