// SPDX-License-Identifier: Apache-2.0
import { fingerprint, toHex } from '@lava/kit/zmq/curve.ts';
import { System } from '@lava/protocol/api/system.ts';
import { eventsPlace, workerPorts } from '../../../processes/registry.ts';
import { VERSION } from '../../../version.ts';
import type { Api, ApiContext } from '../../http/context.ts';

const API_VERSION = 1;

export function systemRoutes(api: Api, { db, settings, serverKey }: ApiContext): void {
  api.get('/system', { schema: { tags: ['system'], response: { 200: System } } }, async () => {
    const ports = await workerPorts(db, settings);
    return {
      version: VERSION,
      api: API_VERSION,
      time: new Date().toISOString(),
      link: {
        controlPort: ports.control,
        logPort: ports.log,
        keyFingerprint: fingerprint(serverKey),
        key: toHex(serverKey),
      },
      events: await eventsPlace(db, settings),
      embeddedDatabase: settings.databaseUrl === undefined,
    };
  });
}
