// SPDX-License-Identifier: Apache-2.0
import { AddDevice, TextBody, UpdateDevice } from '@lava/protocol/api/lab.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import * as z from 'zod';
import { checkTemplateSyntax } from '../../device-types/templates/check-syntax.ts';
import { addDevice, changeDevice, dictionary, renderedDevice, setDictionary } from '../../devices/devices.ts';
import type { FindRequest, FoundDevice } from '../../lab/find.ts';
import { findLab } from '../../lab/find.ts';
import { removeDevice } from '../../lab/remove.ts';
import { contextPairs } from '../http/context-pairs.ts';
import { filled, name, optional, read, unset, word } from './body.ts';
import { type Call, file, json, Refusal, type Reply, type Resources } from './call.ts';
import { BOOLEAN, type ListTable, NOTHING, REFERENCE, TEXT, words } from './list.ts';
import { checked, listOf, oneOf, refusalOfNew, shown } from './one.ts';
import { DEVICE_HEALTH, DEVICE_STATE } from './words.ts';

const TABLE: ListTable = {
  fields: {
    hostname: ['name', TEXT],
    description: ['description', TEXT],
    device_type: ['deviceType', TEXT],
    device_type__name: ['deviceType', TEXT],
    worker_host: ['worker', TEXT],
    worker_host__hostname: ['worker', TEXT],
    state: ['state', words(DEVICE_STATE)],
    health: ['health', words(DEVICE_HEALTH)],
    // Several words were never understood.
    health__in: ['health', NOTHING],
    state__in: ['state', NOTHING],
    tags__name: ['tag', TEXT],
    is_synced: ['synced', BOOLEAN],
    device_version: ['revision', TEXT],
    physical_owner: ['ownerId', REFERENCE],
    physical_owner__username: ['owner', TEXT],
    physical_group: ['ownerGroupId', REFERENCE],
    physical_group__name: ['ownerGroup', TEXT],
  },
  order: {
    ...{ hostname: 'name', device_type: 'deviceType', worker_host: 'worker' },
    ...{ state: 'state', health: 'health' },
  },
};

const find = ({ db, actor, query }: Call, request: FindRequest) =>
  findLab.devices(db, actor, request, Boolean(query.get('all')));
const findAll = ({ db, actor }: Call, request: FindRequest) => findLab.devices(db, actor, request, true);
const one = (call: Call) => oneOf(call, find, 'name', call.params.name ?? '');

function view(device: FoundDevice) {
  return {
    hostname: device.name,
    device_type: device.deviceType,
    device_version: device.revision,
    physical_owner: device.owner,
    physical_group: device.ownerGroup,
    description: device.description,
    tags: device.tags,
    state: DEVICE_STATE[device.state],
    health: DEVICE_HEALTH[device.health],
    last_health_report_job: device.healthCheckJob,
    worker_host: device.worker,
    is_synced: device.synced,
  };
}

const Change = z.object({
  hostname: name.optional(),
  device_type: name.optional(),
  worker_host: name.nullish(),
  description: optional,
  health: word(DEVICE_HEALTH).optional(),
  tags: z.array(z.int('A valid integer is required.')).max(100).optional(),
  device_version: optional,
  ...{ physical_owner: unset, physical_group: unset },
});
const Add = Change.extend({ hostname: name, device_type: name, health: word(DEVICE_HEALTH) });

async function tagNames({ db }: Call, ids: readonly number[] | undefined): Promise<string[] | undefined> {
  if (ids === undefined) return undefined;
  const filters = [{ column: 'id', operator: 'in' as const, values: ids }];
  const { items } = await findLab.tags(db, { filters, order: [], limit: 100, offset: 0 });
  const gone = ids.find((id) => !items.some((tag) => tag.id === id));
  if (gone !== undefined) throw new Refusal(400, { tags: [`Invalid pk "${gone}" - object does not exist.`] });
  return items.map((tag) => tag.name);
}

/** The type and the worker that a device is to have. */
async function checkPlace(
  call: Call,
  { device_type, worker_host }: Pick<z.output<typeof Change>, 'device_type' | 'worker_host'>,
): Promise<void> {
  const { db, actor } = call;
  const named = {
    device_type: [device_type, findLab.types],
    worker_host: [worker_host, findLab.workers],
  } as const;
  for (const [field, [name, find]] of Object.entries(named)) {
    if (name === undefined || name === null) continue;
    const known = await oneOf<{ name: string }>(
      call,
      (_, request) => find(db, actor, request),
      'name',
      name,
    ).catch(() => undefined);
    if (!known) throw new Refusal(400, { [field]: [`Invalid pk "${name}" - object does not exist.`] });
  }
}

/** What clients read is what is wrong with each field, so also a name that is taken is looked for first. */
async function checkNew(call: Call): Promise<void> {
  const named = z.object({
    hostname: z.string().catch(''),
    device_type: z.string().optional().catch(undefined),
  });
  const { success, data } = named.safeParse(call.body);
  if (!success) return;
  const refusals = await Promise.all([
    refused(() => read(Add, call.body)),
    refused(() => checkPlace(call, data)),
    refused(async () => {
      if (await oneOf(call, findAll, 'name', data.hostname).catch(() => undefined))
        throw new Refusal(400, { hostname: ['device with this Hostname already exists.'] });
    }),
  ]);
  const fields = refusals.filter((body) => body !== undefined);
  if (fields.length > 0) throw new Refusal(400, Object.assign({}, ...fields.reverse()));
}

async function refused(check: () => unknown): Promise<unknown> {
  try {
    await check();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.body;
    throw thrown;
  }
}

async function add(call: Call): Promise<Reply> {
  await checkNew(call);
  const wanted = read(Add, call.body);
  await checkPlace(call, wanted);
  const { hostname, device_type, health, worker_host, description, tags } = wanted;
  const body = { name: hostname, deviceType: device_type, worker: worker_host ?? undefined, description };
  const given = checked(AddDevice, { ...body, tags: await tagNames(call, tags) }, NAMES);
  await addDevice(call.db, call.actor, given).catch((thrown: unknown) => {
    throw refusalOfNew(thrown, 'device', 'hostname');
  });
  await changeDevice(
    call.db,
    call.actor,
    hostname,
    checked(UpdateDevice, { health, revision: wanted.device_version }, NAMES),
  );
  return json(view(await oneOf(call, find, 'name', hostname)), 201);
}

const NAMES = {
  name: 'hostname',
  deviceType: 'device_type',
  worker: 'worker_host',
  revision: 'device_version',
};

async function change(call: Call): Promise<Reply> {
  const { name } = await one(call);
  const wanted = read(Change, call.body);
  await checkPlace(call, wanted);
  const { device_type, worker_host, description, health, tags } = wanted;
  const revision = wanted.device_version;
  const body = { deviceType: device_type, worker: worker_host, description, health, revision };
  await changeDevice(
    call.db,
    call.actor,
    name,
    checked(UpdateDevice, { ...body, tags: await tagNames(call, tags) }, NAMES),
  );
  // As it is now, also retired.
  const { hostname: _, ...rest } = view(await oneOf(call, findAll, 'name', name));
  return json(rest);
}

async function readDictionary(call: Call): Promise<Reply> {
  const { name } = await one(call);
  const missing = new Refusal(400, { detail: `Device '${name}' does not have a configuration` });
  const rendered = call.query.get('render') ?? '';
  try {
    if (rendered === '')
      return file(`${name}.jinja2`, 'text/plain', (await dictionary(call.db, call.actor, name)).text);
    const text = await renderedDevice(
      call.db,
      call.actor,
      name,
      contextPairs(call.query.get('context') ?? undefined),
    );
    return file(`${name}.yaml`, 'application/yaml', text);
  } catch (thrown) {
    if (!(thrown instanceof LavaError) || thrown.code === 'forbidden') throw thrown;
    if (thrown.code === 'request-invalid') throw new Refusal(400, { detail: thrown.message });
    if (thrown.kind !== 'bug') throw missing;
    throw thrown;
  }
}

async function writeDictionary(call: Call): Promise<Reply> {
  const { name = '' } = call.params;
  const { dictionary: text } = read(z.object({ dictionary: filled }), call.body);
  await setDictionary(call.db, call.actor, name, checked(TextBody, { text }, { text: 'dictionary' }).text);
  return json({ message: 'device config successfully updated' });
}

async function setHealth(call: Call): Promise<Reply> {
  const { name } = await one(call);
  const { health, reason } = read(z.object({ health: optional, reason: optional }), call.body);
  const known = Object.keys(DEVICE_HEALTH).find((word) => word === health?.toLowerCase());
  if (known === undefined)
    throw new Refusal(400, {
      message: `Wrong device health ${health?.toUpperCase().slice(0, 40) ?? 'None'}`,
    });
  await changeDevice(call.db, call.actor, name, checked(UpdateDevice, { health: known, reason }));
  return json({ message: 'OK' }, 202);
}

async function validate({ body }: Call): Promise<Reply> {
  try {
    if (typeof body !== 'string')
      throw new LavaError('template-error', 'send the text itself, as text/plain');
    checkTemplateSyntax(body);
    return json({ message: 'Device dictionary valid.' });
  } catch (thrown) {
    if (!(thrown instanceof LavaError)) throw thrown;
    return json({ message: `Device dictionary invalid: ${thrown.problems[0]?.message ?? thrown.message}` });
  }
}

export const DEVICES: Resources = {
  'devices/': { GET: listOf(TABLE, find, view), POST: { run: add, who: 'admins' } },
  'devices/validate/': { POST: { run: validate, who: 'everybody', scope: 'read' } },
  'devices/:name/': {
    GET: shown(async (call) => {
      const { tags, ...rest } = await one(call);
      return view({ ...rest, tags: tags.toSorted((a, b) => a - b) });
    }),
    PUT: { run: change, who: 'admins' },
    PATCH: { run: change, who: 'admins' },
    DELETE: {
      run: async (call) => {
        await removeDevice(call.db, call.actor, (await one(call)).name);
        return { status: 204 };
      },
      who: 'admins',
    },
  },
  'devices/:name/dictionary/': { GET: readDictionary, POST: writeDictionary },
  'devices/:name/set_health/': { POST: setHealth },
};
