// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';
import type { ConsoleHub } from './consoles/hub.ts';
import type { Database } from './db/database.ts';
import type { EventFeed } from './events/lava/feed.ts';
import type { ProcessRegistry } from './processes/registry.ts';
import type { ServerSettings } from './settings.ts';

/** What every part of a server process shares. */
export interface ServerContext {
  db: Database;
  settings: ServerSettings;
  log: Logger;
  /** This process among the others. */
  registry: ProcessRegistry;
  /** Consoles that are watched. */
  consoles: ConsoleHub;
  /** LAVA's events. */
  feed: EventFeed;
}

export const ROLES = ['api', 'master'] as const;
export type Role = (typeof ROLES)[number];
