// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';
import type { Database } from './db/database.ts';
import type { ServerSettings } from './settings.ts';

/** What every part of a server process shares. */
export interface ServerContext {
  db: Database;
  settings: ServerSettings;
  log: Logger;
  /** Ports of the worker link: as configured, or those that the gateway of this process got. */
  ports: { control: number; log: number };
  /** What parts of this process have to say at /healthz; each gives what is wrong now, or nothing. */
  checks: (() => HealthProblem | undefined)[];
}

export interface HealthProblem {
  code: string;
  message: string;
  since: string;
}

export const ROLES = ['api', 'master'] as const;
export type Role = (typeof ROLES)[number];
