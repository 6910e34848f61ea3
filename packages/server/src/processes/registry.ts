// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from '@lava/kit/log/logger.ts';
import type { Database } from '../db/database.ts';
import {
  forgetProcess,
  forgetReplaced,
  listProcesses,
  noteProcess,
  type ProcessRow,
} from '../db/queries/processes.ts';
import type { ProcessProblem } from '../db/tables.ts';
import { VERSION } from '../version.ts';

/** How often a process says that it lives, and after what silence it counts as dead. */
const HEARTBEAT_MS = 5_000;
const DEAD_S = 20;

export interface Ports {
  http?: number | undefined;
  control?: number | undefined;
  log?: number | undefined;
  /** Of LAVA's events, with whether they are encrypted. */
  events?: { port: number; curve: boolean } | undefined;
}

/** What a part of a process offers to the others, and what is wrong with it now. */
export interface Part {
  ports?: Ports;
  problems?(): ProcessProblem[];
}

/** This process among the others: they know each other by the database only, on whatever hosts they are. */
export class ProcessRegistry {
  readonly #db: Database;
  readonly #log: Logger;
  readonly #id = randomUUID();
  readonly #roles: readonly string[];
  readonly #parts: Part[] = [];
  #timer: NodeJS.Timeout | undefined;
  #noting: Promise<void> | undefined;

  constructor(db: Database, log: Logger, roles: readonly string[]) {
    this.#db = db;
    this.#log = log;
    this.#roles = roles;
  }

  add(part: Part): void {
    this.#parts.push(part);
  }

  /** Of this process. */
  problems(): ProcessProblem[] {
    return this.#parts.flatMap((part) => part.problems?.() ?? []);
  }

  /** Says that it is there, and keeps saying so. */
  async start(): Promise<void> {
    await this.#db.run((q) => forgetReplaced(q, { host: hostname(), roles: this.#roles }));
    await this.#note();
    this.#timer = setInterval(() => {
      this.#noting ??= this.#note()
        .catch((error: Error) =>
          this.#log.debug({ reason: error.message }, 'the heartbeat could not be stored'),
        )
        .finally(() => {
          this.#noting = undefined;
        });
    }, HEARTBEAT_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#noting;
    // If the database is away, the silence says so.
    await this.#db.run((q) => forgetProcess(q, this.#id), { patience: 500 }).catch(() => undefined);
  }

  #note(): Promise<void> {
    const ports: Ports = Object.assign({}, ...this.#parts.map((part) => part.ports));
    return this.#db.run((q) =>
      noteProcess(q, {
        id: this.#id,
        host: hostname(),
        pid: process.pid,
        roles: [...this.#roles],
        version: VERSION,
        http_port: ports.http ?? null,
        control_port: ports.control ?? null,
        log_port: ports.log ?? null,
        events_port: ports.events?.port ?? null,
        events_curve: ports.events?.curve ?? false,
        problems: JSON.stringify(this.problems()),
      }),
    );
  }

  /** @param patience how long to wait for the database, milliseconds */
  async health(patience: number): Promise<Health> {
    const rows = await this.#db.run(listProcesses, { patience });
    return healthOf(rows, { id: this.#id, problems: this.problems() });
  }
}

export interface Health {
  problems: (ProcessProblem & { host?: string })[];
  processes: { host: string; roles: string[]; version: string; started: string; alive: boolean }[];
}

/** @param own what this process knows of itself, which is newer than its last heartbeat */
export function healthOf(
  rows: readonly ProcessRow[],
  own: { id: string; problems: ProcessProblem[] },
): Health {
  const alive = rows.filter(({ id, silence }) => id === own.id || silence < DEAD_S);
  const served = new Set(alive.flatMap(({ roles }) => roles));
  const lost = rows.filter((row) => !alive.includes(row) && row.roles.some((role) => !served.has(role)));
  return {
    problems: [
      ...own.problems,
      ...alive
        .filter(({ id }) => id !== own.id)
        .flatMap(({ host, problems }) => problems.map((problem) => ({ ...problem, host }))),
      ...lost.map(({ host, roles, silence }) => ({
        code: 'process-lost',
        message: `the process with the role ${roles.join(', ')} says nothing any more, and no other has its role`,
        since: new Date(Date.now() - silence * 1_000).toISOString(),
        host,
      })),
    ],
    processes: rows.map((row) => ({
      host: row.host,
      roles: row.roles,
      version: row.version,
      started: row.started.toISOString(),
      alive: alive.includes(row),
    })),
  };
}

/** Where workers link: the ports of a master that lives, on whatever host; else those of the settings. */
export async function workerPorts(
  db: Database,
  configured: { controlPort: number; logPort: number },
): Promise<{ control: number; log: number }> {
  const rows = await db.run(listProcesses);
  const master = rows.find(({ control_port, silence }) => control_port !== null && silence < DEAD_S);
  return {
    control: master?.control_port ?? configured.controlPort,
    log: master?.log_port ?? configured.logPort,
  };
}

/** Where LAVA's events are published over ZeroMQ, by a master that lives, on whatever host; without one by the settings. */
export async function eventsPlace(
  db: Database,
  { eventsPort, eventsCurve }: { eventsPort: number; eventsCurve: boolean },
): Promise<{ port: number | null; encrypted: boolean }> {
  const rows = await db.run(listProcesses);
  const masters = rows.filter(({ roles, silence }) => roles.includes('master') && silence < DEAD_S);
  if (masters.length === 0) return { port: eventsPort || null, encrypted: eventsCurve };
  const publishes = masters.find(({ events_port }) => events_port !== null);
  return { port: publishes?.events_port ?? null, encrypted: publishes?.events_curve ?? false };
}
