// SPDX-License-Identifier: Apache-2.0

import { AddDeviceType, TextBody, UpdateDeviceType } from '@lava/protocol/api/lab.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import * as z from 'zod';
import { addAlias, removeAlias } from '../../device-types/aliases.ts';
import { addDeviceType, changeDeviceType, setTemplate, template } from '../../device-types/device-types.ts';
import { healthCheck, setHealthCheck } from '../../health-checks/health-checks.ts';
import type { FindRequest, FoundType } from '../../lab/find.ts';
import { findLab } from '../../lab/find.ts';
import { removeDeviceType } from '../../lab/remove.ts';
import { filled, name, optional, read, required } from './body.ts';
import { type Call, file, json, Refusal, type Reply, type Resources } from './call.ts';
import { BOOLEAN, type ListTable, NUMBER, TEXT } from './list.ts';
import { checked, listOf, oneOf, refusalOfNew, shown } from './one.ts';

const TABLE: ListTable = {
  fields: {
    name: ['name', TEXT],
    description: ['description', TEXT],
    display: ['display', BOOLEAN],
    health_frequency: ['healthFrequency', NUMBER],
    architecture: ['architecture', TEXT],
    architecture__name: ['architecture', TEXT],
    processor: ['processor', TEXT],
    processor__name: ['processor', TEXT],
    cpu_model: ['cpuModel', TEXT],
    bits: ['bits', NUMBER],
    bits__width: ['bits', NUMBER],
    cores: ['core', TEXT],
    cores__name: ['core', TEXT],
    core_count: ['coreCount', NUMBER],
    alias__name: ['alias', TEXT],
    aliases__name: ['alias', TEXT],
  },
  order: { name: 'name', display: 'display' },
};

const find = ({ db, actor }: Call, request: FindRequest) => findLab.types(db, actor, request);
const one = (call: Call) => oneOf(call, find, 'name', call.params.name ?? '');

function view(type: FoundType) {
  const { name, description, display, aliases } = type;
  return {
    name,
    architecture: type.architecture,
    processor: type.processor,
    cpu_model: type.cpuModel,
    aliases,
    bits: type.bits,
    cores: type.cores,
    core_count: type.coreCount,
    description,
    health_frequency: type.healthFrequency,
    disable_health_check: type.disableHealthCheck,
    health_denominator: type.healthDenominator,
    display,
  };
}

const Aliases = z.array(name, { error: 'This field is required.' }).max(100);
const fact = required.nullish();
const count = z.int('A valid integer is required.').nullish();
const Change = z.object({
  name: name.optional(),
  description: optional,
  display: z.boolean('Must be a valid boolean.').optional(),
  health_frequency: z.int('A valid integer is required.').optional(),
  health_denominator: optional,
  disable_health_check: z.boolean('Must be a valid boolean.').optional(),
  aliases: Aliases.optional(),
  ...{ architecture: fact, processor: fact, cpu_model: fact },
  bits: count,
  core_count: count,
  cores: z.array(name, { error: 'This field is required.' }).optional(),
});

async function add(call: Call): Promise<Reply> {
  const given = read(Change.extend({ name, aliases: Aliases }), call.body);
  const body = checked(AddDeviceType, { name: given.name, description: given.description });
  await addDeviceType(call.db, call.actor, body).catch((thrown: unknown) => {
    throw refusalOfNew(thrown, 'device type', 'name');
  });
  await apply(call, given.name, given, []);
  return json(view(await oneOf(call, find, 'name', given.name)), 201);
}

async function change(call: Call): Promise<Reply> {
  const { name, aliases } = await one(call);
  await apply(call, name, read(Change, call.body), aliases);
  return json(view(await one(call)));
}

async function apply(
  { db, actor }: Call,
  deviceType: string,
  { aliases, ...given }: z.output<typeof Change>,
  before: string[],
) {
  const { description, display, health_frequency, health_denominator, disable_health_check } = given;
  const health = {
    healthFrequency: health_frequency,
    healthDenominator: health_denominator,
    disableHealthCheck: disable_health_check,
  };
  const { architecture, processor, cpu_model: cpuModel, bits, cores, core_count: coreCount } = given;
  const facts = { architecture, processor, cpuModel, bits, cores, coreCount };
  const hardware = Object.values(facts).some((fact) => fact !== undefined) ? facts : undefined;
  const set = checked(UpdateDeviceType, { description, display, ...health, hardware }, NAMES);
  if (Object.values(set).some((value) => value !== undefined))
    await changeDeviceType(db, actor, deviceType, set);
  for (const name of aliases ?? []) await addAlias(db, actor, { name, deviceType });
  for (const name of aliases ? before.filter((each) => !aliases.includes(each)) : [])
    await removeAlias(db, actor, name);
}

const NAMES = {
  healthFrequency: 'health_frequency',
  healthDenominator: 'health_denominator',
  disableHealthCheck: 'disable_health_check',
};

async function readHealthCheck(call: Call): Promise<Reply> {
  const { name } = await one(call);
  try {
    const found = await healthCheck(call.db, call.actor, name);
    return file(`${name}.yaml`, 'application/yaml', found.text);
  } catch (thrown) {
    if (!(thrown instanceof LavaError) || thrown.code !== 'not-found') throw thrown;
    throw new Refusal(400, { detail: `Device-type '${name}' health check was not found.` });
  }
}

async function writeHealthCheck(call: Call): Promise<Reply> {
  const { name } = await one(call);
  const { config } = read(z.object({ config: filled }), call.body);
  const { text } = checked(TextBody, { text: config }, { text: 'config' });
  const rules = { extraContext: call.settings.extraContextVariables };
  await setHealthCheck(call.db, call.actor, name, text, { rules });
  return { status: 204 };
}

async function readTemplate(call: Call): Promise<Reply> {
  const { name } = await one(call);
  const found = await template(call.db, call.actor, name).catch(() => undefined);
  if (!found) throw new Refusal(400, { detail: `Device-type '${name}' template was not found.` });
  return file(`${name}.jinja2`, 'application/yaml', found.text);
}

async function writeTemplate(call: Call): Promise<Reply> {
  const { name } = await one(call);
  const { template: text } = read(z.object({ template: filled }), call.body);
  await setTemplate(call.db, call.actor, name, checked(TextBody, { text }, { text: 'template' }).text);
  return { status: 204 };
}

export const DEVICE_TYPES: Resources = {
  'devicetypes/': { GET: listOf(TABLE, find, view), POST: { run: add, who: 'admins' } },
  'devicetypes/:name/': {
    GET: shown(async (call) => view(await one(call))),
    PUT: { run: change, who: 'admins' },
    PATCH: { run: change, who: 'admins' },
    DELETE: {
      run: async (call) => {
        await removeDeviceType(call.db, call.actor, (await one(call)).name);
        return { status: 204 };
      },
      who: 'admins',
    },
  },
  'devicetypes/:name/health_check/': { GET: readHealthCheck, POST: writeHealthCheck },
  'devicetypes/:name/template/': { GET: readTemplate, POST: writeTemplate },
};
