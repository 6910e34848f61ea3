// SPDX-License-Identifier: Apache-2.0

import { Name } from '@lava/protocol/api/common.ts';
import {
  AddDeviceType,
  type Device,
  DeviceQuery,
  DeviceTypeQuery,
  TextBody,
  UpdateDeviceType,
} from '@lava/protocol/api/lab.ts';
import { readAll } from '@lava/protocol/api/list.ts';
import { addAlias, aliases, removeAlias } from '../../../device-types/aliases.ts';
import {
  addDeviceType,
  changeDeviceType,
  deviceType,
  deviceTypes,
  setTemplate,
  template,
} from '../../../device-types/device-types.ts';
import { devices } from '../../../devices/devices.ts';
import {
  asBody,
  type Caller,
  content,
  flag,
  type Method,
  method,
  name,
  only,
  signedIn,
  text,
} from '../method.ts';

/** The devices that the caller may see, of these types. */
function visibleDevices({ db, actor }: Caller, deviceType?: string[]): Promise<Device[]> {
  return readAll(DeviceQuery, (query) => devices(db, actor, { ...query, deviceType }));
}

/** What clients send without being asked. Health checks do not run yet, and permissions say who may use a type. */
const UNSET = { owners_only: false, health_frequency: 24, health_denominator: 'hours' };
const notYet = {
  owners_only: only(UNSET.owners_only),
  health_frequency: only(UNSET.health_frequency),
  health_denominator: only(UNSET.health_denominator),
};

async function aliasesOf({ db, actor }: Caller, type: string): Promise<string[]> {
  const { name: known } = await deviceType(db, actor, type);
  const all = await aliases(db, actor);
  return all.filter((each) => each.deviceType === known).map((each) => each.name);
}

export const DEVICE_TYPES: Record<string, Method> = {
  list: method('all device types', { show_all: flag.default(false) }, async (caller) => {
    const [types, all] = await Promise.all([
      readAll(DeviceTypeQuery, (query) => deviceTypes(caller.db, caller.actor, query)),
      visibleDevices(caller),
    ]);
    return types.map(({ name, template }) => ({
      name,
      devices: all.filter((each) => each.deviceType === name).length,
      installed: true,
      template: template !== 'none',
    }));
  }),
  show: method('a device type', { name }, async (caller, args) => {
    const found = await deviceType(caller.db, caller.actor, args.name);
    return {
      name: found.name,
      description: found.description || null,
      display: found.display,
      health_disabled: false,
      health_denominator: UNSET.health_denominator,
      health_frequency: UNSET.health_frequency,
      aliases: await aliasesOf(caller, found.name),
      devices: (await visibleDevices(caller, [found.name])).map((each) => each.name),
      default_template: found.template !== 'admin',
    };
  }),
  add: signedIn(
    'add a device type',
    { name, description: text.optional(), display: flag.default(true), ...notYet },
    async ({ db, actor }, { name, description, display }) => {
      await addDeviceType(db, actor, asBody(AddDeviceType, { name, description }));
      if (!display) await changeDeviceType(db, actor, name, { display });
      return null;
    },
  ),
  update: signedIn(
    'change a device type; nil leaves a value as it is',
    { name, description: text.optional(), display: flag.optional(), ...notYet, health_disabled: only(false) },
    async ({ db, actor }, { name, description, display }) => {
      await changeDeviceType(db, actor, name, asBody(UpdateDeviceType, { description, display }));
      return null;
    },
  ),
  get_template: method('its template, Jinja2', { name }, async ({ db, actor }, args) =>
    Buffer.from((await template(db, actor, args.name)).text),
  ),
  set_template: signedIn(
    'replace its template',
    { name, config: content },
    async ({ db, actor }, { name, config }) => {
      await setTemplate(db, actor, name, asBody(TextBody, { text: config }).text);
      return null;
    },
  ),
  'aliases.add': signedIn('another name', { name, alias: name }, async ({ db, actor }, args) => {
    await addAlias(db, actor, { name: asBody(Name, args.alias), deviceType: args.name });
    return null;
  }),
  'aliases.delete': signedIn('remove a name', { name, alias: name }, async ({ db, actor }, args) => {
    await removeAlias(db, actor, args.alias);
    return null;
  }),
  'aliases.list': method('its other names', { name }, (caller, args) => aliasesOf(caller, args.name)),
};
