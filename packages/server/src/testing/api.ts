// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { API_PREFIX } from '@lava/protocol/api/common.ts';
import type { InjectOptions } from 'fastify';
import { accountNamed } from '../accounts/accounts.ts';
import { directoryOf } from '../accounts/ldap/directory.ts';
import { LoginLimit } from '../accounts/login-limit.ts';
import { providerOf } from '../accounts/oidc/provider.ts';
import { addToken } from '../accounts/tokens.ts';
import { createApi } from '../api/app.ts';
import type { Api } from '../api/http/context.ts';
import { ConsoleHub } from '../consoles/hub.ts';
import type { Database } from '../db/database.ts';
import { EventBus } from '../events/bus.ts';
import { EventFeed } from '../events/lava/feed.ts';
import { LogReader } from '../logs/log-reader.ts';
import { LogStore } from '../logs/log-store.ts';
import { ProcessRegistry } from '../processes/registry.ts';
import { serverKeys } from '../processes/server-keys.ts';
import { logDirectory, readSettings } from '../settings.ts';
import { atEnd } from './at-end.ts';
import { silent, testDatabase } from './database.ts';
import { testLab } from './lab.ts';

export interface TestApi {
  app: Api;
  db: Database;
  lab: ReturnType<typeof testLab>;
  store: LogStore;
  consoles: ConsoleHub;
  /** Sends as the user, who is made when there is no such one; `admin` is one. */
  as(
    user: string | null,
  ): Promise<(method: InjectOptions['method'], path: string, body?: unknown) => Promise<Answer>>;
}

export interface Answer {
  status: number;
  /** Parsed when it is JSON, else the text. */
  body: never;
  headers: Record<string, unknown>;
}

/**
 * The whole API on a database and state directory of its own; ends with the spec file.
 * @param settingsText content of its settings file
 * @param given a database and logs that others use too
 */
export async function testApi(
  settingsText = '{}\n',
  given: { db?: Database; store?: LogStore } = {},
): Promise<TestApi> {
  const db = given.db ?? (await testDatabase());
  const stateDir = mkdtempSync(join(tmpdir(), 'lava-api-'));
  const settingsFile = join(stateDir, 'settings.yaml');
  // What strangers may read is a matter of the specs that are about it.
  const open = settingsText.includes('public_reading') ? '' : 'public_reading: true\n';
  writeFileSync(settingsFile, `${settingsText === '{}\n' ? '' : settingsText}${open}`);
  const { settings } = readSettings(['--state-dir', stateDir, '--web-dir', join(stateDir, 'web')], {
    LAVA_SETTINGS: settingsFile,
  });
  const store = given.store ?? new LogStore({ root: logDirectory(settings) });
  const bus = new EventBus(db);
  const consoles = new ConsoleHub(db);
  const feed = new EventFeed(db, silent);
  const app = await createApi({
    db,
    settings,
    log: silent,
    registry: new ProcessRegistry(db, silent, ['api']),
    consoles,
    feed,
    bus,
    store,
    logs: new LogReader(db, store),
    loginLimit: new LoginLimit(),
    directory: directoryOf(settings),
    secondFactorRequired: settings.secondFactorRequired,
    provider: providerOf(settings),
    serverKey: serverKeys(settings).publicKey,
  });
  atEnd(async () => {
    await app.close();
    consoles.close();
    await feed.close();
    bus.close();
    await store.close();
    rmSync(stateDir, { recursive: true, force: true });
  });
  const lab = testLab(db);
  const as: TestApi['as'] = async (user) => {
    let authorization: string | undefined;
    if (user !== null) {
      const account = await accountNamed(db, user).catch(async () => {
        await lab.user(user, user === 'admin');
        return accountNamed(db, user);
      });
      authorization = `Bearer ${(await addToken(db, account, 'test')).token}`;
    }
    return async (method, path, body) => {
      const answer = await app.inject({
        method,
        url: API_PREFIX + path,
        headers: { ...(authorization && { authorization }) },
        ...(body !== undefined && { payload: body as object }),
      } as InjectOptions);
      const json = String(answer.headers['content-type']).startsWith('application/json');
      return {
        status: answer.statusCode,
        body: (json ? answer.json() : answer.body) as never,
        headers: answer.headers,
      };
    };
  };
  return { app, db, lab, store, consoles, as };
}
