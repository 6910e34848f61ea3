// SPDX-License-Identifier: Apache-2.0
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger } from '@lava/kit/log/logger.ts';
import { mainOf } from '@lava/kit/process/mains.ts';
import { Random } from '@lava/kit/testing/random.ts';
import { freePort } from '@lava/lab/port.ts';
import { type Program, startProgram, waitFor } from '@lava/lab/program.ts';
import { type Client, createClient } from '@lava/protocol/api/client.ts';
import { Database } from '@lava/server/db/database.ts';
import { EmbeddedPostgres } from '@lava/server/postgres/embedded.ts';
import { balance } from './balancer.ts';

const MAIN = mainOf('lava-server');

/** One process of the server, which may be killed or frozen, and is started again. */
export interface Part {
  name: string;
  program: Program;
  start(): Promise<void>;
}

/** API and two masters as processes of their own, on one PostgreSQL that none of them owns and with one directory of logs. */
export interface Cluster {
  directory: string;
  parts: Part[];
  db: Database;
  /** As an admin; a request that is not answered in time is dropped. */
  client: Client;
  /** Where workers link: the control and the log link of a worker may go to different masters. */
  ports: { control: number; log: number };
  close(): Promise<void>;
}

/** After which a request counts as lost, milliseconds. */
const REQUEST_TIME = 10_000;

export async function startCluster(seed: number): Promise<Cluster> {
  const directory = mkdtempSync('/var/tmp/lava-two-');
  chmodSync(directory, 0o711);
  const closers: (() => unknown)[] = [
    () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }),
  ];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const postgres = await EmbeddedPostgres.start(
      join(directory, 'database'),
      createLogger('test', { level: 'silent' }),
    );
    closers.push(() => postgres.stop());
    const stateDir = join(directory, 'server');
    mkdirSync(stateDir, { mode: 0o711 });
    const parts: Part[] = [];
    const common = ['--state-dir', stateDir, '--external-host', '127.0.0.1', '--http-host', '127.0.0.1'];
    common.push('--gateway-host', '127.0.0.1');
    const add = async (name: string, flags: string[], answers: (part: Part) => Promise<unknown>) => {
      const part: Part = {
        name,
        program: undefined as unknown as Program,
        async start() {
          part.program = await startProgram({
            name,
            command: [MAIN, 'server', ...flags, ...common],
            env: { DATABASE_URL: postgres.url, LAVA_SETTINGS: '' },
            logFile: join(directory, `${name}.log`),
          });
          await waitFor(part.program, 'it is ready', async () => (await answers(part)) || undefined);
        },
      };
      await part.start();
      parts.push(part);
      closers.push(() => part.program.stop());
    };
    const http = await freePort();
    const url = `http://127.0.0.1:${http}`;
    await add('api', ['api', '--http-port', String(http)], () => createClient({ baseUrl: url }).session());
    const masters: { control: number; log: number }[] = [];
    for (const name of ['master-1', 'master-2']) {
      const ports = { control: await freePort(), log: await freePort() };
      const flags = ['master', '--control-port', String(ports.control), '--log-port', String(ports.log)];
      await add(name, flags, ({ program }) => isReady(program));
      masters.push(ports);
    }
    const random = new Random(seed);
    const control = await balance(
      masters.map((each) => each.control),
      random,
    );
    closers.push(() => control.close());
    const log = await balance(
      masters.map((each) => each.log),
      random,
    );
    closers.push(() => log.close());
    const db = new Database({ url: postgres.url, connections: 3 });
    closers.push(() => db.close());
    const token = await adminToken(url, join(stateDir, 'admin-password'));
    const client = createClient({
      baseUrl: url,
      token,
      fetch: (address, init) => fetch(address, { ...init, signal: AbortSignal.timeout(REQUEST_TIME) }),
    });
    return { directory, parts, db, client, ports: { control: control.port, log: log.port }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A master has no port that people ask; its log says it. */
async function isReady({ pid, logTail }: Program): Promise<boolean> {
  return logTail(100)
    .split('\n')
    .some((line) => line.includes(`"pid":${pid},`) && line.includes('"msg":"ready"'));
}

async function adminToken(url: string, passwordFile: string): Promise<string> {
  let cookie = '';
  const client = createClient({
    baseUrl: url,
    async fetch(address, init) {
      const response = await fetch(address, { ...init, headers: { ...(init.headers as object), cookie } });
      cookie ||= response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      return response;
    },
  });
  await client.signIn({ username: 'admin', password: readFileSync(passwordFile, 'utf8').trim() });
  return (await client.tokens.add({ description: 'test' })).token;
}
