// SPDX-License-Identifier: Apache-2.0
import { EVIL } from './evil-answers.ts';

const facts = { description: EVIL, architecture: EVIL, processor: EVIL, cpu_model: EVIL, cores: [EVIL] };
const owned = { worker_host: EVIL, physical_owner: EVIL, physical_group: EVIL, device_version: EVIL };
/** What of it XML can say. */
const FAULT = EVIL.replace(/[^\x20-\x7e\x80-\u{ffff}]/gu, '');

/** A LAVA that is hostile: what it sends of its lab, each list with a name that is none and one that is here already. */
export const EVIL_LAVA: Record<string, unknown> = {
  ...list('permissions/devices/?ordering=id', 'device', { group: EVIL, permission: 'view_device' }),
  ...list('permissions/devicetypes/?ordering=id', 'devicetype', { group: EVIL, permission: EVIL }),
  ...list('tags/?ordering=id', 'name', { id: 1, description: EVIL }),
  ...list('devicetypes/?ordering=name', 'name', { ...facts, aliases: [EVIL, 'd'], health_denominator: EVIL }),
  ...list('workers/?ordering=hostname', 'hostname', { description: EVIL, health: EVIL }),
  ...list('devices/?all=true&ordering=hostname', 'hostname', {
    ...{ description: EVIL, device_type: EVIL, health: EVIL, tags: [1, 2] },
    ...owned,
  }),
  'GET /api/v0.2/devices/d/dictionary/': EVIL,
  'GET /api/v0.2/devicetypes/d/health_check/': EVIL,
  'POST /RPC2': `<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>400</int></value></member>
    <member><name>faultString</name><value><string>${FAULT}</string></value></member></struct></value></fault></methodResponse>`,
};

function list(path: string, name: string, item: object): Record<string, unknown> {
  const results = [EVIL, 'd'].map((each) => ({ ...item, [name]: each }));
  return { [`GET /api/v0.2/${path}&limit=256&offset=0`]: { count: 2, next: EVIL, previous: null, results } };
}
