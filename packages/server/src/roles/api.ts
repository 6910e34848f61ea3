// SPDX-License-Identifier: Apache-2.0
import type { AddressInfo } from 'node:net';
import { LavaError } from '@lava/protocol/error/error.ts';
import { directoryOf } from '../accounts/ldap/directory.ts';
import { LoginLimit } from '../accounts/login-limit.ts';
import { providerOf } from '../accounts/oidc/provider.ts';
import { createApi } from '../api/app.ts';
import type { ServerContext } from '../context.ts';
import { EventBus } from '../events/bus.ts';
import { LogReader } from '../logs/log-reader.ts';
import { LogStore } from '../logs/log-store.ts';
import { sharedServerKeys } from '../processes/server-keys.ts';
import { logDirectory } from '../settings.ts';

export interface RunningApi {
  port: number;
  stop(): Promise<void>;
}

/** The role `api`: web pages, REST and live streams. */
export async function startApi(context: ServerContext): Promise<RunningApi> {
  const { db, settings } = context;
  const store = new LogStore({ root: logDirectory(settings) });
  const bus = new EventBus(db);
  const app = await createApi({
    ...context,
    bus,
    store,
    logs: new LogReader(db, store),
    loginLimit: new LoginLimit(),
    directory: directoryOf(settings),
    secondFactorRequired: settings.secondFactorRequired,
    provider: providerOf(settings),
    serverKey: (await sharedServerKeys(db, settings)).publicKey,
  });
  const stop = async () => {
    await app.close();
    bus.close();
    await store.close();
  };
  try {
    await app.listen({ host: settings.httpHost, port: settings.httpPort });
  } catch (cause) {
    await stop();
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw cause;
    throw new LavaError(
      'config-invalid',
      `cannot listen on ${settings.httpHost}:${settings.httpPort}: ${message}`,
      {
        cause,
        hint: 'another server may run; choose another port with --http-port',
      },
    );
  }
  const { port } = app.server.address() as AddressInfo;
  context.registry.add({ ports: { http: port } });
  return { port, stop };
}
