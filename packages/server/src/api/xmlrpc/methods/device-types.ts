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
import * as z from 'zod';
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
import { healthCheck, setHealthCheck } from '../../../health-checks/health-checks.ts';
import {
  asBody,
  type Caller,
  content,
  flag,
  judged,
  type Method,
  method,
  name,
  ofDeviceType,
  only,
  signedIn,
  text,
} from '../method.ts';
import { descriptionOf } from './described.ts';

/** The devices that the caller may see, of these types. */
function visibleDevices({ db, actor }: Caller, deviceType?: string[]): Promise<Device[]> {
  return readAll(DeviceQuery, (query) => devices(db, actor, { ...query, deviceType }));
}

/** What clients send without being asked: permissions say who may use a type. */
const owners_only = only(false);
const health_frequency = z.int().optional();
const health_denominator = text.optional();

async function aliasesOf({ db, actor }: Caller, type: string): Promise<string[]> {
  const { name: known } = await deviceType(db, actor, type);
  const all = await aliases(db, actor);
  return all.filter((each) => each.deviceType === known).map((each) => each.name);
}

interface Wanted {
  display?: boolean | undefined;
  health_frequency?: number | undefined;
  health_denominator?: string | undefined;
  health_disabled?: boolean | undefined;
}

function changesOf({ display, health_frequency, health_denominator, health_disabled }: Wanted) {
  return {
    display,
    healthFrequency: health_frequency,
    healthDenominator: health_denominator,
    disableHealthCheck: health_disabled,
  };
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
      description: await descriptionOf(caller, 'types', found.name),
      display: found.display,
      health_disabled: found.disableHealthCheck,
      health_denominator: found.healthDenominator,
      health_frequency: found.healthFrequency,
      aliases: await aliasesOf(caller, found.name),
      devices: (await visibleDevices(caller, [found.name])).map((each) => each.name),
      default_template: found.template !== 'admin',
    };
  }),
  add: signedIn(
    'add a device type',
    {
      name,
      description: text.optional(),
      display: flag.default(true),
      owners_only,
      health_frequency,
      health_denominator,
    },
    async ({ db, actor }, { name, description, ...rest }) => {
      const changes = asBody(UpdateDeviceType, changesOf(rest));
      await addDeviceType(db, actor, asBody(AddDeviceType, { name, description }));
      await changeDeviceType(db, actor, name, changes);
      return null;
    },
  ),
  update: judged(
    ofDeviceType,
    signedIn(
      'change a device type; nil leaves a value as it is',
      {
        name,
        description: text.optional(),
        display: flag.optional(),
        owners_only,
        health_frequency,
        health_denominator,
        health_disabled: flag.optional(),
      },
      async ({ db, actor }, { name, description, ...rest }) => {
        await changeDeviceType(
          db,
          actor,
          name,
          asBody(UpdateDeviceType, { description, ...changesOf(rest) }),
        );
        return null;
      },
    ),
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
  get_health_check: method('its health check, a job definition', { name }, async ({ db, actor }, args) =>
    Buffer.from((await healthCheck(db, actor, args.name)).text),
  ),
  set_health_check: signedIn(
    'replace its health check',
    { name, config: content },
    async ({ db, actor, settings }, { name, config }) => {
      const rules = { extraContext: settings.extraContextVariables };
      await setHealthCheck(db, actor, name, asBody(TextBody, { text: config }).text, { rules });
      return null;
    },
  ),
  'aliases.add': signedIn('another name', { name, alias: name }, async ({ db, actor }, args) => {
    await addAlias(db, actor, { name: asBody(Name, args.alias), deviceType: args.name });
    return null;
  }),
  'aliases.delete': judged(
    ofDeviceType,
    signedIn('remove a name', { name, alias: name }, async ({ db, actor }, args) => {
      await removeAlias(db, actor, args.alias);
      return null;
    }),
  ),
  'aliases.list': method('its other names', { name }, (caller, args) => aliasesOf(caller, args.name)),
};
