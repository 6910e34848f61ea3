// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import type { Finding } from '@lava/kit/doctor/finding.ts';
import {
  checkDirectory,
  checkLinkPort,
  checkRuntime,
  checkSecret,
  checkSpace,
} from '@lava/kit/doctor/machine.ts';
import { type DatabaseState, examineDatabase } from '../db/examine.ts';
import { databaseUrl } from '../db/url.ts';
import { runningPostmaster } from '../postgres/postmaster.ts';
import type { ServerSettings } from '../settings.ts';
import { VERSION } from '../version.ts';

/** Clocks may differ by so much without a word, seconds. */
const CLOCK_TOLERANCE = 60;
/** How long a port has to answer, milliseconds. */
const PATIENCE = 5_000;

/** Looks at everything that usually keeps a server from working; starts nothing and changes nothing. */
export async function examineServer(settings: ServerSettings): Promise<Finding[]> {
  const { stateDir } = settings;
  const noKey = {
    state: 'warning',
    message: `${join(stateDir, 'server.key')} is not there`,
    hint: 'it is created at the first start; after a move, restore it, or every worker has to join again',
  } as const;
  return [
    checkRuntime(),
    checkDirectory('state directory', stateDir),
    checkSpace('disk', stateDir),
    checkSecret('key', join(stateDir, 'server.key'), noKey),
    ...(await examineDatabaseOf(settings)),
    ...(await Promise.all([examineWeb(settings), ...examineLinks(settings)])),
  ];
}

export function examineLinks(settings: ServerSettings): Promise<Finding>[] {
  return [examineLink('control port', settings, 'controlPort'), examineLink('log port', settings, 'logPort')];
}

/** An address of this host by which a listener on `listen` can be reached. */
function hereBy(listen: string): string {
  const first = listen.split(',')[0]?.trim() ?? '*';
  return ['*', '0.0.0.0', '::', ''].includes(first) ? '127.0.0.1' : first;
}

/** A port of the worker link as a worker sees it; the hints are those for this host. */
async function examineLink(
  check: string,
  settings: ServerSettings,
  setting: 'controlPort' | 'logPort',
): Promise<Finding> {
  const port = settings[setting];
  if (port === 0) return { check, state: 'ok', message: 'any free port' };
  const found = await checkLinkPort(check, hereBy(settings.gatewayHost), port, PATIENCE);
  if (found.state === 'ok') return found;
  if (found.message.startsWith('nothing listens')) return { ...found, hint: 'service lava-master start' };
  const variable = setting === 'controlPort' ? 'LAVA_CONTROL_PORT' : 'LAVA_LOG_PORT';
  return { ...found, hint: taken(port, `${variable} in /etc/lava-server/lava-master`) };
}

function taken(port: number, setting: string): string {
  return `another program has this port, ss -ltnp 'sport = :${port}' names it: end that, or change ${setting}`;
}

async function examineDatabaseOf(settings: ServerSettings): Promise<Finding[]> {
  const { databaseUrl: given, stateDir } = settings;
  const check = 'database';
  const socket = join(stateDir, 'postgres');
  if (given === undefined && runningPostmaster(join(socket, 'data')) === undefined) {
    const message = 'the embedded PostgreSQL is not running';
    return [{ check, state: 'error', message, hint: 'it starts with the server: service lava-server start' }];
  }
  try {
    return describeDatabase(check, await examineDatabase(databaseUrl(settings)));
  } catch (error) {
    const hint =
      given === undefined
        ? `see ${join(socket, 'postgres.log')}; run this as root or as the user of the server`
        : 'is DATABASE_URL right, does PostgreSQL run, and may this user connect?';
    return [{ check, state: 'error', message: `it does not answer: ${(error as Error).message}`, hint }];
  }
}

function describeDatabase(
  check: string,
  { schema, known, clockDifference, workers }: DatabaseState,
): Finding[] {
  return [
    describeSchema(check, schema, known),
    ...(Math.abs(clockDifference) > CLOCK_TOLERANCE
      ? [
          {
            check: 'clock',
            state: 'warning' as const,
            message: `it differs from the database's by ${Math.round(Math.abs(clockDifference))} s`,
            hint: 'synchronise both clocks, e.g. with systemd-timesyncd',
          },
        ]
      : [{ check: 'clock', state: 'ok' as const, message: "as the database's" }]),
    ...workers
      .filter(({ version }) => version !== VERSION)
      .map(({ name, version }) => ({
        check: 'versions',
        state: 'warning' as const,
        message: `worker ${name} has ${version}, this server ${VERSION}`,
        hint: 'versions that are one apart work together; upgrade the older one',
      })),
  ];
}

function describeSchema(check: string, schema: number, known: number): Finding {
  if (schema > known) {
    const message = `schema ${schema} was made by a newer server; this one knows ${known}`;
    return { check, state: 'error', message, hint: 'install the newer server again' };
  }
  if (schema < known) {
    const message = `schema ${schema}, this server has ${known}`;
    return { check, state: 'warning', message, hint: 'restart the server, or: lava-server manage migrate' };
  }
  return { check, state: 'ok', message: `answers, schema ${schema}` };
}

/** Also when it is not well, LAVA says so in its own words. */
const OWN_WORDS = /"(health|code)":/;

/** What a running server reports as wrong, e.g. that its disk is full. */
export const isToldByServer = ({ message }: Finding) => OWN_WORDS.test(message);

export async function examineWeb({ httpHost, httpPort }: ServerSettings): Promise<Finding> {
  const check = 'web port';
  if (httpPort === 0) return { check, state: 'ok', message: 'any free port' };
  const host = hereBy(httpHost);
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${httpPort}/healthz`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
    const text = await answer.text();
    if (answer.ok && text.includes('"health"')) return { check, state: 'ok', message: `${url} is good` };
    const message = `${url} answers ${answer.status}: ${text.slice(0, 200)}`;
    if (!OWN_WORDS.test(text)) {
      const hint = taken(httpPort, 'LAVA_HTTP_PORT in /etc/lava-server/lava-server');
      return { check, state: 'error', message, hint };
    }
    return { check, state: 'error', message, hint: "see the server's log" };
  } catch (error) {
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? cause.message : message;
    return { check, state: 'error', message: `${url}: ${why}`, hint: 'service lava-server start' };
  }
}
