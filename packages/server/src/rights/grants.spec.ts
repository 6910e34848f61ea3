// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { type Given, type ObjectGrants, permits } from './grants.ts';

const LAB = 10;
const ann = { id: 1, admin: false, groups: [LAB] };
const bob = { id: 2, admin: false, groups: [] };
const root = { id: 3, admin: true, groups: [] };
const group = (permission: Given['permission']): Given => ({ permission, user: null, group: LAB });
const user = (permission: Given['permission'], id = 2): Given => ({ permission, user: id, group: null });
const device = (own: Given[] = [], type: Given[] = []): ObjectGrants => ({ kind: 'device', own, type });
const WANTED = ['view', 'submit', 'change'] as const;

const who = (on: ObjectGrants) =>
  Object.fromEntries(
    Object.entries({ visitor: null, bob, ann, root }).map(([name, actor]) => [
      name,
      WANTED.filter((wanted) => permits(actor, wanted, on)).join(' '),
    ]),
  );
const all = 'view submit change';

describe('permits', () => {
  it.each<[string, ObjectGrants, Record<string, string>]>([
    [
      'nothing was given on',
      device(),
      { visitor: 'view', bob: 'view submit', ann: 'view submit', root: all },
    ],
    [
      'a group may see',
      device([group('view')]),
      { visitor: '', bob: 'submit', ann: 'view submit', root: all },
    ],
    [
      'a group may use',
      device([group('submit')]),
      { visitor: 'view', bob: 'view', ann: 'view submit', root: all },
    ],
    [
      'a group may change',
      device([group('change')]),
      { visitor: 'view', bob: 'view submit', ann: all, root: all },
    ],
    [
      'a user may change',
      device([user('change')]),
      { visitor: 'view', bob: all, ann: 'view submit', root: all },
    ],
    [
      'the type says who may use',
      device([], [group('submit')]),
      { visitor: 'view', bob: 'view', ann: 'view submit', root: all },
    ],
    [
      'the type says who may change',
      device([], [group('change')]),
      { visitor: 'view', bob: 'view submit', ann: all, root: all },
    ],
    [
      'itself says it, against its type',
      device([user('change')], [group('change')]),
      { visitor: 'view', bob: all, ann: 'view submit', root: all },
    ],
    [
      'a user may use, of a type that a group sees',
      device([user('submit')], [group('view')]),
      { visitor: '', bob: 'view submit', ann: 'view', root: all },
    ],
  ])('says of a device that %s', (_, on, expected) => {
    expect(who(on)).toEqual(expected);
  });

  it('gives what was given on all of a kind, and of its type where the device says nothing', () => {
    const of = (kind: 'device' | 'device-type') => ({
      ...bob,
      everywhere: [{ kind, permission: 'change' as const }],
    });
    expect(permits(of('device'), 'change', device([group('change')]))).toBe(true);
    expect(permits(of('device-type'), 'change', device())).toBe(true);
    expect(permits(of('device-type'), 'change', device([group('change')]))).toBe(false);
    expect(permits({ ...bob, everywhere: [{ kind: 'device', permission: 'add' }] }, 'change', device())).toBe(
      false,
    );
  });
});
