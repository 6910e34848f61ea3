// SPDX-License-Identifier: Apache-2.0
import { type Logger, pino } from 'pino';
import { formatLine } from './text.ts';

export type { Logger } from 'pino';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogOptions {
  level: LogLevel;
  /** `text` for people, `json` for collectors; absent: text on a terminal, else json. */
  format?: 'text' | 'json' | undefined;
  /** Default: standard error. */
  write?: (line: string) => void;
}

/**
 * The service's log, for its operator; a job's own log is something else. Static message plus fields:
 * `log.info({ worker }, 'worker is online')`.
 */
export function createLogger(program: string, options: LogOptions): Logger {
  const write = options.write ?? ((line: string) => process.stderr.write(line));
  const terminal = process.stderr.isTTY && !options.write;
  const text = (options.format ?? (process.stderr.isTTY ? 'text' : 'json')) === 'text';
  const sink = { write: (line: string) => write(text ? formatLine(line, !terminal) : line) };
  return pino({ name: program, level: options.level, base: { pid: process.pid } }, sink);
}
