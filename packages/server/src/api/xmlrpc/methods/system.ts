// SPDX-License-Identifier: Apache-2.0
import { DeviceQuery, DeviceTypeQuery } from '@lava/protocol/api/lab.ts';
import { readAll } from '@lava/protocol/api/list.ts';
import * as z from 'zod';
import { accountNamed } from '../../../accounts/accounts.ts';
import { deviceTypes, submittableTypes } from '../../../device-types/device-types.ts';
import { devices } from '../../../devices/devices.ts';
import { whetherSeen } from '../../../jobs/visible.ts';
import type { Actor } from '../../../rights/permissions.ts';
import { VERSION } from '../../../version.ts';
import { masterConfig } from '../../http/master-config.ts';
import { type Caller, type Method, madeFor, method, name, signedIn } from '../method.ts';
import { Fault, type Value } from '../value.ts';

/** LAVA's second, with pipeline jobs. */
const API_VERSION = 2;
/** Things that one call asks about. */
const MOST = 1_000;

/** They change nothing, but are only for people with an account. */
const asking: typeof signedIn = (...declared) => madeFor('read', signedIn(...declared));
const names = z.array(name, { error: 'must be a list of names' }).max(MOST);
const number = z.union([
  z.int(),
  z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .transform(Number),
]);
const ids = z.array(number, { error: 'must be a list of numbers of jobs' }).max(MOST);
const username = name.optional();

/** Somebody else is for admins to ask about. @throws Fault 403 */
async function asked(caller: Caller & { actor: Actor }, of: string | undefined): Promise<Actor> {
  if (of === undefined || of === caller.actor.username) return caller.actor;
  if (!caller.actor.admin) throw new Fault(403, 'only admins may ask about other users');
  return accountNamed(caller.db, of);
}

export const SYSTEM: Record<string, Method> = {
  version: method('version of this server', {}, async () => VERSION),
  api_version: method('version of this interface', {}, async () => API_VERSION),
  whoami: method('your user name, nil without an account', {}, async ({ actor }) => actor?.username ?? null),
  master_config: method('where events are, and the largest log of a job, MiB', {}, (caller) =>
    masterConfig(caller),
  ),
  user_can_view_jobs: asking(
    'which of these jobs you may see, or another user when an admin asks; those that are none are left out',
    { job_list: ids, username },
    async (caller, args) => {
      const user = await asked(caller, args.username);
      return Object.fromEntries(await whetherSeen(caller.db, user, args.job_list));
    },
  ),
  user_can_view_devices: asking(
    'which of these devices you may see, or another user when an admin asks; by their types',
    { device_list: names, username },
    async (caller, args) => {
      const user = await asked(caller, args.username);
      const all = (actor: Actor) => readAll(DeviceQuery, (query) => devices(caller.db, actor, query));
      // What the caller may not see is as if it was not there.
      const [own, seen] = await Promise.all([all(caller.actor), all(user)]);
      const visible = new Set(seen.map((each) => each.name));
      const found = own.filter((each) => args.device_list.includes(each.name));
      return Object.fromEntries(
        [...Map.groupBy(found, ({ deviceType }) => deviceType)].map(([type, members]) => [
          type,
          members.map(
            (each): Value => ({
              [each.name]: visible.has(each.name)
                ? { exclusive: true, is_pipeline: true, visible: true }
                : { visible: false },
            }),
          ),
        ]),
      );
    },
  ),
  user_can_submit_to_types: asking(
    'to which of these device types you may submit, or another user when an admin asks',
    { type_list: names, username },
    async (caller, args) => {
      const user = await asked(caller, args.username);
      const known = await readAll(DeviceTypeQuery, (query) => deviceTypes(caller.db, caller.actor, query));
      const wanted = known.map((each) => each.name).filter((each) => args.type_list.includes(each));
      const open = await submittableTypes(caller.db, user, wanted);
      return Object.fromEntries(wanted.map((each) => [each, open.has(each)]));
    },
  ),
};
