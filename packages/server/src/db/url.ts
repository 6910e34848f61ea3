// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import type { ServerSettings } from '../settings.ts';

/** Where the database of these settings is, whether it runs or not. */
export function databaseUrl(settings: Pick<ServerSettings, 'databaseUrl' | 'stateDir'>): string {
  const socket = join(settings.stateDir, 'postgres');
  return settings.databaseUrl ?? `socket:${encodeURI(socket)}?db=lava&user=lava`;
}
