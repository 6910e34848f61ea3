// SPDX-License-Identifier: Apache-2.0
import {
  AddDevice,
  Device,
  DeviceCounts,
  DeviceCountsQuery,
  DeviceList,
  DeviceQuery,
  RunHealthCheck,
  SavedText,
  TextBody,
  TextHistory,
  TextVersion,
  UpdateDevice,
} from '@lava/protocol/api/lab.ts';
import { DeviceLedger } from '@lava/protocol/api/ledger.ts';
import * as z from 'zod';
import {
  addDevice,
  changeDevice,
  device,
  deviceCounts,
  devices,
  dictionary,
  dictionaryHistory,
  renderedDevice,
  setDictionary,
} from '../../../devices/devices.ts';
import { deviceLedger } from '../../../devices/ledger/ledger.ts';
import { runHealthCheck } from '../../../health-checks/health-checks.ts';
import { withVisibleJobs } from '../../../jobs/visible.ts';
import { removeDevice } from '../../../lab/remove.ts';
import type { Actor } from '../../../rights/permissions.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { expectedVersion, IfMatch, NameParams } from '../../http/params.ts';

const tags = ['devices'];

export function deviceRoutes(api: Api, { db, settings }: ApiContext): void {
  const shown = async (actor: Actor | null, found: Device) =>
    (await withVisibleJobs(db, actor, [found]))[0] as Device;

  api.get(
    '/devices',
    { schema: { tags, querystring: DeviceQuery, response: { 200: DeviceList } } },
    async ({ actor, query }) => {
      const { items, ...page } = await devices(db, actor, query);
      return { ...page, items: await withVisibleJobs(db, actor, items) };
    },
  );

  api.get(
    '/devices/counts',
    { schema: { tags, querystring: DeviceCountsQuery, response: { 200: DeviceCounts } } },
    async ({ actor, query }) => deviceCounts(db, actor, query),
  );

  api.post(
    '/devices',
    { schema: { tags, body: AddDevice, response: { 200: Device } } },
    async ({ actor, body }) => addDevice(db, actor, body),
  );

  api.get(
    '/devices/:name',
    { schema: { tags, params: NameParams, response: { 200: Device } } },
    async ({ actor, params }) => {
      return shown(actor, await device(db, actor, params.name));
    },
  );

  api.patch(
    '/devices/:name',
    { schema: { tags, params: NameParams, body: UpdateDevice, response: { 200: Device } } },
    async ({ actor, params, body }) => shown(actor, await changeDevice(db, actor, params.name, body)),
  );

  api.get(
    '/devices/:name/ledger',
    { schema: { tags, params: NameParams, response: { 200: DeviceLedger } } },
    async ({ actor, params }) => deviceLedger(db, actor, params.name, settings.quarantineAfter),
  );

  api.post(
    '/devices/:name/health-check',
    { schema: { tags, params: NameParams, body: RunHealthCheck, response: { 200: Device } } },
    async ({ actor, params, body }) => shown(actor, await runHealthCheck(db, actor, params.name, body)),
  );

  api.delete('/devices/:name', { schema: { tags, params: NameParams } }, async ({ actor, params }, reply) => {
    await removeDevice(db, actor, params.name);
    return reply.status(204).send();
  });

  api.get(
    '/devices/:name/dictionary',
    { schema: { tags, params: NameParams, response: { 200: TextVersion } } },
    async ({ actor, params }, reply) => {
      const text = await dictionary(db, actor, params.name);
      reply.header('etag', `"${text.version}"`);
      return text;
    },
  );

  api.put(
    '/devices/:name/dictionary',
    { schema: { tags, params: NameParams, headers: IfMatch, body: TextBody, response: { 200: SavedText } } },
    async ({ actor, params, headers, body }) =>
      setDictionary(db, actor, params.name, body.text, expectedVersion(headers)),
  );

  api.get(
    '/devices/:name/rendered',
    {
      schema: {
        tags,
        params: NameParams,
        querystring: z.object({
          context: z
            .union([z.string(), z.array(z.string())])
            .optional()
            .describe('KEY=VALUE of a job context, any number of them; the value is YAML'),
        }),
      },
    },
    async ({ actor, params, query }, reply) => {
      const context = [query.context ?? []].flat();
      const text = await renderedDevice(db, actor, params.name, context);
      reply.type('text/yaml; charset=utf-8');
      return text;
    },
  );

  api.get(
    '/devices/:name/dictionary/history',
    { schema: { tags, params: NameParams, response: { 200: TextHistory } } },
    async ({ actor, params }) => ({ versions: await dictionaryHistory(db, actor, params.name) }),
  );
}
