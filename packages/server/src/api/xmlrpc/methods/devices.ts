// SPDX-License-Identifier: Apache-2.0

import { Name } from '@lava/protocol/api/common.ts';
import { AddDevice, DEVICE_HEALTHS, DeviceQuery, TextBody, UpdateDevice } from '@lava/protocol/api/lab.ts';
import { readAll } from '@lava/protocol/api/list.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import * as z from 'zod';
import {
  addDevice,
  changeDevice,
  changeTags,
  device,
  devices,
  dictionary,
  renderedDevice,
  setDictionary,
} from '../../../devices/devices.ts';
import { withVisibleJobs } from '../../../jobs/visible.ts';
import { findLab } from '../../../lab/find.ts';
import { removeDevice } from '../../../lab/remove.ts';
import { notFound } from '../../../rights/refusals.ts';
import { contextPairs } from '../../http/context-pairs.ts';
import {
  asBody,
  content,
  flag,
  judged,
  type Method,
  method,
  name,
  ofDevice,
  signedIn,
  text,
} from '../method.ts';
import { Fault } from '../value.ts';
import { capital, healthOf } from '../words.ts';
import { descriptionOf } from './described.ts';

/** Who owns a device, and who may use it, is given as permissions. */
const owner = z
  .unknown()
  .optional()
  .transform((given) => {
    if (given !== undefined)
      throw new Fault(400, 'give the user or group a permission on the device instead');
  });
const isPublic = z
  .unknown()
  .optional()
  .transform((given) => {
    if (given === false) throw new Fault(400, 'give permissions on the device instead');
  });
const IGNORED = z.unknown().optional();

export const DEVICES: Record<string, Method> = {
  list: method(
    'all devices; retired ones only with show_all',
    { show_all: z.unknown().optional(), offline_info: IGNORED },
    async ({ db, actor }, args) => {
      const all = await readAll(DeviceQuery, (query) => devices(db, actor, query));
      const found = all.filter(({ health }) => Boolean(args.show_all) || health !== 'retired');
      return (await withVisibleJobs(db, actor, found)).map((each) => ({
        hostname: each.name,
        type: each.deviceType,
        health: capital(each.health),
        state: capital(each.state),
        current_job: each.currentJob,
        pipeline: true,
      }));
    },
  ),
  show: method('a device', { name }, async (caller, args) => {
    const { db, actor } = caller;
    const [found] = await withVisibleJobs(db, actor, [await device(db, actor, args.name)]);
    const { name, deviceType, health, state, worker, currentJob, tags, ...more } = found as NonNullable<
      typeof found
    >;
    const { hasDictionary, healthCheck } = more;
    return {
      hostname: name,
      device_type: deviceType,
      health: capital(health),
      state: capital(state),
      health_job: hasDictionary && healthCheck !== null,
      description: await descriptionOf(caller, 'devices', name),
      pipeline: true,
      has_device_dict: hasDictionary,
      worker,
      current_job: currentJob,
      tags,
    };
  }),
  add: signedIn(
    'add a device',
    {
      name,
      type_name: name,
      worker_hostname: name,
      user_name: owner,
      group_name: owner,
      public: isPublic,
      health: text.optional(),
      description: text.optional(),
    },
    async ({ db, actor }, args) => {
      const health = healthOf(DEVICE_HEALTHS, args.health ?? 'UNKNOWN');
      const body = { name: args.name, deviceType: args.type_name, worker: args.worker_hostname };
      await addDevice(db, actor, asBody(AddDevice, { ...body, description: args.description }));
      await changeDevice(db, actor, args.name, { health });
      return null;
    },
  ),
  update: judged(
    ofDevice,
    signedIn(
      'change a device; nil leaves a value as it is',
      {
        name,
        worker_hostname: name.optional(),
        user_name: owner,
        group_name: owner,
        public: isPublic,
        health: text.optional(),
        description: text.optional(),
        device_type: name.optional(),
        reason: text.optional(),
      },
      async ({ db, actor }, args) => {
        const { name, worker_hostname: worker, device_type: deviceType, description, reason } = args;
        const health = args.health === undefined ? undefined : healthOf(DEVICE_HEALTHS, args.health);
        const body = asBody(UpdateDevice, { worker, deviceType, description, reason, health });
        await changeDevice(db, actor, name, body);
        return null;
      },
    ),
  ),
  delete: signedIn('remove a device that was never used', { name }, async ({ db, actor }, args) => {
    await removeDevice(db, actor, args.name);
    return null;
  }),
  get_dictionary: method(
    'its dictionary, or with render what that makes',
    { name, render: flag.default(false), context: content.optional() },
    async ({ db, actor }, args) => {
      if (!args.render) return Buffer.from((await dictionary(db, actor, args.name)).text);
      try {
        return Buffer.from(await renderedDevice(db, actor, args.name, contextPairs(args.context)));
      } catch (thrown) {
        // What makes no configuration is as if there was none.
        if (thrown instanceof LavaError && thrown.code === 'template-error')
          throw notFound('dictionary of', args.name);
        throw thrown;
      }
    },
  ),
  set_dictionary: judged(
    ofDevice,
    signedIn('replace its dictionary', { name, dictionary: content }, async ({ db, actor }, args) => {
      await setDictionary(db, actor, args.name, asBody(TextBody, { text: args.dictionary }).text);
      return true;
    }),
  ),
  'tags.list': method('its tags', { name }, async ({ db, actor }, args) => {
    return (await device(db, actor, args.name)).tags;
  }),
  'tags.add': signedIn('give it a tag', { name, tag: name }, async ({ db, actor }, args) => {
    await changeTags(db, actor, args.name, { add: [asBody(Name, args.tag)] });
    return null;
  }),
  'tags.delete': judged(
    ofDevice,
    signedIn('take a tag from it', { name, tag: name }, async ({ db, actor }, args) => {
      const filters = [{ column: 'name', operator: 'exact' as const, values: [args.tag] }];
      const { count } = await findLab.tags(db, { filters, order: [], limit: 1, offset: 0 });
      if (count === 0) throw notFound('tag', args.tag);
      await changeTags(db, actor, args.name, { remove: [args.tag] });
      return null;
    }),
  ),
};
