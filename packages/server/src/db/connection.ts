// SPDX-License-Identifier: Apache-2.0
import { Socket } from 'node:net';
import pg from 'pg';

export const APPLICATION = 'lava-server';

/** How long a connection attempt may take, milliseconds. */
const CONNECT_TIMEOUT_MS = 5_000;
/** TCP's own probes of an idle connection: after 4 s, then each second, ten times (libuv's figures). */
const KEEPALIVE_DELAY_MS = 4_000;
/** PostgreSQL ends a statement that takes longer, and a transaction whose client says nothing for so long. */
const STATEMENT_TIMEOUT_MS = 10_000;
const IDLE_IN_TRANSACTION_MS = 10_000;
/** A statement waits for a lock at most so long, then its work is repeated. */
const LOCK_TIMEOUT_MS = 5_000;
/** Starting parallel workers, or compiling a query, takes longer than any statement of a server may. */
const PLANNER = '-c max_parallel_workers_per_gather=0 -c jit=off';
/** A connection over which no byte has come or gone for so long is dead: see above, a live one would have said something. */
const SILENCE_MS = 12_000;

/** For connections of any kind, also those whose statements take minutes, as a backup's. */
export function connectionConfig(url: string, name: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: name,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEPALIVE_DELAY_MS,
    types: { getTypeParser },
  };
}

/**
 * For the short statements of a running server. A half-open connection, whose packets a network swallows, is closed after
 * so long, whatever waits for it.
 * @param silence milliseconds
 */
export function shortStatements(url: string, name: string, silence = SILENCE_MS): pg.ClientConfig {
  return {
    ...connectionConfig(url, name),
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    options: PLANNER,
    stream: () => {
      const socket = new Socket();
      socket.setTimeout(silence, () =>
        socket.destroy(new Error(`Connection terminated: the database was silent for ${silence / 1000} s`)),
      );
      return socket;
    },
  };
}

/** bigint as number, also in arrays: our counters and ids stay far below 2^53. */
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === pg.types.builtins.INT8) return Number;
  const parser = pg.types.getTypeParser(oid, format as 'text');
  if (oid !== INT8_ARRAY) return parser;
  return (text: string) => (parser(text) as unknown as string[]).map(Number);
}

const INT8_ARRAY = 1016;
