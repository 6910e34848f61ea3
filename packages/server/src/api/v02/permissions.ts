// SPDX-License-Identifier: Apache-2.0
import { AddGrant } from '@lava/protocol/api/permissions.ts';
import * as z from 'zod';
import { grant, revoke } from '../../accounts/permissions.ts';
import type { FindRequest, FoundGrant } from '../../lab/find.ts';
import { findLab } from '../../lab/find.ts';
import { name, read, word } from './body.ts';
import { type Call, type Entry, idOf, json, type Reply, type Resource, type Resources } from './call.ts';
import { ID, TEXT, words } from './list.ts';
import { checked, listOf, oneOf, shown } from './one.ts';

/** What groups were given, on devices or on device types. */
function permissionsOn(kind: 'device' | 'device-type', field: 'device' | 'devicetype'): [Resource, Resource] {
  const all = { view: `view_${field}`, submit: `submit_to_${field}`, change: `change_${field}` };
  const find = ({ db, actor }: Call, request: FindRequest) => findLab.grants(db, actor, kind, request);
  const one = (call: Call) => oneOf(call, find, 'id', idOf(call.params.id));
  const view = ({ id, group, permission, object }: FoundGrant) => ({
    ...{ id, group, permission: all[permission as keyof typeof all] },
    [field]: object,
  });
  const table = {
    fields: {
      id: ['id', ID],
      group__name: ['group', TEXT],
      permission: ['permission', words(all)],
      [field]: ['object', TEXT],
    } as const,
    order: { id: 'id', group: 'group' },
  };
  async function give(call: Call): Promise<Reply> {
    const Body = z.object({ group: name, permission: word(all), [field]: name });
    const { group, permission, [field]: object } = read(Body, call.body) as Record<string, string>;
    const given = checked(AddGrant, { kind, object, permission, user: null, group });
    const { id } = await grant(call.db, call.actor, given);
    return json(view(await oneOf(call, find, 'id', id)), 201);
  }
  async function take(call: Call): Promise<Reply> {
    await revoke(call.db, call.actor, (await one(call)).id);
    return { status: 204 };
  }
  const admins = (run: Entry['run']): Entry => ({ run, who: 'admins' });
  return [
    { GET: admins(listOf(table, find, view)), POST: admins(give) },
    { GET: admins(shown(async (call) => view(await one(call)))), DELETE: admins(take) },
  ];
}

const [devices, device] = permissionsOn('device', 'device');
const [types, type] = permissionsOn('device-type', 'devicetype');

export const PERMISSIONS: Resources = {
  'permissions/devices/': devices,
  'permissions/devices/:id/': device,
  'permissions/devicetypes/': types,
  'permissions/devicetypes/:id/': type,
};
