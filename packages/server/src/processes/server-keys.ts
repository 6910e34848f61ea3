// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { type CurveKeys, loadKeys } from '@lava/kit/zmq/curve.ts';
import type { Database } from '../db/database.ts';
import { serverKey, shareServerKey } from '../db/queries/processes.ts';
import type { ServerSettings } from '../settings.ts';

/** The key pair in the state directory; made at first use, its file readable by its owner only. */
export function serverKeys(settings: Pick<ServerSettings, 'stateDir'>): CurveKeys {
  return loadKeys(join(settings.stateDir, 'server.key'));
}

/**
 * The key pair of the worker link, which is in the database: every process has the same, on whatever host. The first one
 * brings that of its state directory.
 */
export async function sharedServerKeys(
  db: Database,
  settings: Pick<ServerSettings, 'stateDir'>,
): Promise<CurveKeys> {
  const shared = await db.run(serverKey);
  return shared ?? (await db.run((q) => shareServerKey(q, serverKeys(settings))));
}
