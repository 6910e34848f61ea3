// SPDX-License-Identifier: Apache-2.0
import { workerPorts } from '../../processes/registry.ts';
import type { GatewayPlace } from '../../workers/workers.ts';
import type { ApiContext } from './context.ts';

/** Where new workers reach this server. @param host name of the server as the client called it */
export async function gatewayPlace(
  { db, settings, serverKey }: Pick<ApiContext, 'db' | 'settings' | 'serverKey'>,
  host: string,
): Promise<GatewayPlace> {
  const ports = await workerPorts(db, settings);
  return {
    host: settings.externalHost ?? host,
    controlPort: ports.control,
    logPort: ports.log,
    publicKey: serverKey,
    joinHours: settings.joinHours,
  };
}
