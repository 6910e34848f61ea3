// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';

/**
 * SQLSTATEs after which the same work may be tried again: the server or the connection went away, or the transaction
 * lost against another one. PostgreSQL manual, appendix A.
 */
const RETRYABLE: Record<string, string> = {
  '40001': 'serialization_failure',
  '40P01': 'deadlock_detected',
  '53300': 'too_many_connections',
  '55P03': 'lock_not_available',
  '57P01': 'admin_shutdown',
  '57P02': 'crash_shutdown',
  '57P03': 'cannot_connect_now',
  '57P05': 'idle_session_timeout',
  '25P03': 'idle_in_transaction_session_timeout',
  // only our own statement_timeout cancels statements: what it waited for may be gone now
  '57014': 'query_canceled',
};
const RETRYABLE_CLASS = '08';
/** Errors of the socket itself, as Node names them. ENOENT: the UNIX socket is not there yet. */
const SOCKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENOTFOUND',
]);
/** `pg` reports a connection that died by message only. */
const LOST =
  /^Connection terminated|^Client has encountered a connection error|timeout exceeded when trying to connect|^timeout expired|^Client was closed/;

export function isRetryable(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = (thrown as NodeJS.ErrnoException).code;
  if (typeof code === 'string') {
    if (Object.hasOwn(RETRYABLE, code) || SOCKET.has(code)) return true;
    if (code.length === 5 && code.startsWith(RETRYABLE_CLASS)) return true;
  }
  return LOST.test(thrown.message);
}

/** Classes 22 (data exception) and 23 (constraint violation): what the statement holds is wrong, not where it goes. */
export function isDataError(thrown: unknown): boolean {
  const { code } = thrown as { code?: unknown };
  return typeof code === 'string' && /^2[23][0-9A-Z]{3}$/.test(code);
}

/** disk_full. Waiting does not help; what can wait, such as the ingest, decides so itself. */
function isDiskFull(thrown: unknown): boolean {
  return thrown instanceof Error && (thrown as NodeJS.ErrnoException).code === '53100';
}

export interface RetryOptions {
  /** How long to keep trying, milliseconds. */
  patience?: number;
  /** Also gives up on an attempt that is under way, after `patience`. For reads: what a write did would not be known. */
  impatient?: boolean;
  /** A statement that takes too long is not repeated: what it asks for is too much. */
  once?: boolean;
  signal?: AbortSignal | undefined;
}

const FIRST_DELAY = 10;
const LAST_DELAY = 500;
export const DEFAULT_PATIENCE = 20_000;

/**
 * Repeats `work` while the database is away. `work` must be harmless to repeat even when its commit went through
 * unconfirmed: reads, inserts with a key, updates that assert the state they change.
 * @throws LavaError `database-down` when patience ends, `disk-full`, with `once` `too-large`
 */
export async function withRetry<T>(work: () => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const end = performance.now() + (options.patience ?? DEFAULT_PATIENCE);
  for (let delay = FIRST_DELAY; ; delay = Math.min(delay * 2, LAST_DELAY)) {
    try {
      return await (options.impatient ? inTime(work(), end) : work());
    } catch (cause) {
      if (isDiskFull(cause)) {
        throw new LavaError('disk-full', `the disk of the database is full: ${(cause as Error).message}`, {
          cause,
        });
      }
      if (options.once && (cause as NodeJS.ErrnoException).code === '57014') {
        throw new LavaError('too-large', 'this search takes longer than the server allows', {
          hint: 'narrow it, for instance to a device type, a submitter or a time',
          cause,
        });
      }
      if (!isRetryable(cause)) throw cause;
      if (options.signal?.aborted || performance.now() + delay > end) {
        throw new LavaError('database-down', `the database does not answer: ${(cause as Error).message}`, {
          cause,
        });
      }
    }
    await new Promise((resolve) => setTimeout(resolve, delay));
  }
}

async function inTime<T>(work: Promise<T>, end: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const silent = () => reject(new Error('Connection terminated: no answer in time'));
    timer = setTimeout(silent, Math.max(0, end - performance.now()));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
