// SPDX-License-Identifier: Apache-2.0
import {
  AddDeviceType,
  DeviceType,
  DeviceTypeList,
  DeviceTypeQuery,
  SavedText,
  TextBody,
  TextHistory,
  TextVersion,
  UpdateDeviceType,
} from '@lava/protocol/api/lab.ts';
import {
  addDeviceType,
  changeDeviceType,
  deviceType,
  deviceTypes,
  setTemplate,
  template,
  templateHistory,
} from '../../../device-types/device-types.ts';
import { healthCheck, healthCheckHistory, setHealthCheck } from '../../../health-checks/health-checks.ts';
import { removeDeviceType } from '../../../lab/remove.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { expectedVersion, IfMatch, NameParams } from '../../http/params.ts';

const tags = ['device types'];

export function deviceTypeRoutes(api: Api, { db, settings }: ApiContext): void {
  const rules = { extraContext: settings.extraContextVariables };

  api.get(
    '/device-types',
    { schema: { tags, querystring: DeviceTypeQuery, response: { 200: DeviceTypeList } } },
    async ({ actor, query }) => deviceTypes(db, actor, query),
  );

  api.post(
    '/device-types',
    { schema: { tags, body: AddDeviceType, response: { 200: DeviceType } } },
    async ({ actor, body }) => addDeviceType(db, actor, body),
  );

  api.get(
    '/device-types/:name',
    { schema: { tags, params: NameParams, response: { 200: DeviceType } } },
    async ({ actor, params }) => deviceType(db, actor, params.name),
  );

  api.patch(
    '/device-types/:name',
    { schema: { tags, params: NameParams, body: UpdateDeviceType, response: { 200: DeviceType } } },
    async ({ actor, params, body }) => changeDeviceType(db, actor, params.name, body),
  );

  api.delete(
    '/device-types/:name',
    { schema: { tags, params: NameParams } },
    async ({ actor, params }, reply) => {
      await removeDeviceType(db, actor, params.name);
      return reply.status(204).send();
    },
  );

  api.get(
    '/device-types/:name/template',
    { schema: { tags, params: NameParams, response: { 200: TextVersion } } },
    async ({ actor, params }, reply) => {
      const text = await template(db, actor, params.name);
      reply.header('etag', `"${text.version}"`);
      return text;
    },
  );

  api.put(
    '/device-types/:name/template',
    { schema: { tags, params: NameParams, headers: IfMatch, body: TextBody, response: { 200: SavedText } } },
    async ({ actor, params, headers, body }) =>
      setTemplate(db, actor, params.name, body.text, expectedVersion(headers)),
  );

  api.get(
    '/device-types/:name/template/history',
    { schema: { tags, params: NameParams, response: { 200: TextHistory } } },
    async ({ actor, params }) => ({ versions: await templateHistory(db, actor, params.name) }),
  );

  api.get(
    '/device-types/:name/health-check',
    { schema: { tags, params: NameParams, response: { 200: TextVersion } } },
    async ({ actor, params }, reply) => {
      const text = await healthCheck(db, actor, params.name);
      reply.header('etag', `"${text.version}"`);
      return text;
    },
  );

  api.put(
    '/device-types/:name/health-check',
    { schema: { tags, params: NameParams, headers: IfMatch, body: TextBody, response: { 200: SavedText } } },
    async ({ actor, params, headers, body }) =>
      setHealthCheck(db, actor, params.name, body.text, { expected: expectedVersion(headers), rules }),
  );

  api.get(
    '/device-types/:name/health-check/history',
    { schema: { tags, params: NameParams, response: { 200: TextHistory } } },
    async ({ actor, params }) => ({ versions: await healthCheckHistory(db, actor, params.name) }),
  );
}
