// SPDX-License-Identifier: Apache-2.0
import { CODES, type Code } from './codes.ts';
import type { Kind } from './kind.ts';

/** Place of a problem in a text the user wrote. `line` and `column` are 1-based. */
export interface Where {
  file?: string;
  line?: number;
  column?: number;
  /** Keys and indexes from the document's root, e.g. `['actions', 0, 'deploy', 'to']`. */
  path?: (string | number)[];
}

/** One thing that is wrong with an input; inputs are checked whole, so there may be many. */
export interface Problem {
  message: string;
  /** A warning does not stop anything; `error` when absent. */
  severity?: 'error' | 'warning';
  where?: Where;
  /** What should be there, e.g. `text` or `one of gz, xz`. */
  expected?: string;
  /** What is there, e.g. `number 5`. */
  found?: string;
  /** What to do about it, e.g. the nearest known key. */
  hint?: string;
}

/** Does it stop anything? */
export function isError({ severity }: Pick<Problem, 'severity'>): boolean {
  return severity !== 'warning';
}

export interface LavaErrorOptions {
  hint?: string | undefined;
  where?: Where | undefined;
  problems?: Problem[];
  cause?: unknown;
}

/** The one error class. `code` is stable and documented (docs/reference/errors.md); messages may change. */
export class LavaError extends Error {
  override readonly name = 'LavaError';
  readonly code: Code;
  readonly kind: Kind;
  readonly hint: string | undefined;
  readonly where: Where | undefined;
  readonly problems: Problem[];

  constructor(code: Code, message: string, options: LavaErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.kind = CODES[code].kind;
    this.hint = options.hint;
    this.where = options.where;
    this.problems = options.problems ?? [];
  }
}

/** What crosses process borders instead of an Error object. */
export interface ErrorData {
  code: Code;
  kind: Kind;
  message: string;
  hint?: string | undefined;
  where?: Where | undefined;
  problems?: Problem[];
}

/** What Node makes of EDQUOT, for which it has no name: a quota is used up. */
const QUOTA = 'Unknown system error -122';

const DISK_CODES: Record<string, Code> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  [QUOTA]: 'disk-full',
  EIO: 'disk-failed',
  EROFS: 'disk-failed',
};

/** What the operating system says of a disk; undefined when it is about something else. */
export function diskCode(thrown: unknown): Code | undefined {
  const { code, syscall } = (thrown ?? {}) as { code?: unknown; syscall?: unknown };
  // Other things than files fail by EIO as well, a terminal that was hung up for one.
  if (code === 'EIO' && syscall === 'read') return undefined;
  return typeof code === 'string' && Object.hasOwn(DISK_CODES, code) ? DISK_CODES[code] : undefined;
}

/** What the operating system says, for people. */
export function systemMessage({ message }: Error): string {
  return message.replace(`${QUOTA}: ${QUOTA}`, 'EDQUOT: disk quota exceeded');
}

/** Anything that was thrown, as a LavaError: what is not ours is a bug of ours until somebody classifies it. */
export function toLavaError(thrown: unknown): LavaError {
  if (thrown instanceof LavaError) return thrown;
  const message = thrown instanceof Error ? systemMessage(thrown) : String(thrown);
  const code = diskCode(thrown);
  if (code) return new LavaError(code, message, { cause: thrown });
  return new LavaError('bug', message || 'unknown error', { cause: thrown });
}

export function serializeError(thrown: unknown): ErrorData {
  const { code, kind, message, hint, where, problems } = toLavaError(thrown);
  return { code, kind, message, hint, where, ...(problems.length > 0 && { problems }) };
}

/** Counterpart of {@link serializeError}; a code this version does not know becomes `bug`. */
export function parseError(data: ErrorData): LavaError {
  const code = data.code in CODES ? data.code : 'bug';
  return new LavaError(code, data.message, {
    hint: data.hint,
    where: data.where,
    problems: data.problems ?? [],
  });
}

/** LAVA's name of a kind, as `error_type` has it in results and callbacks. */
export function errorType(kind: Kind): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}
