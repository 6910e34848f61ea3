// SPDX-License-Identifier: Apache-2.0
import type { Code } from '@lava/protocol/error/codes.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { JobLog } from '../records/job-log.ts';
import type { Pattern } from './pattern.ts';
import { signalName } from './pty.ts';

/** How a program ended; undefined while it runs. */
export type Ended = { code: number | null; signal: number | null } | undefined;

/** What was awaited, and what came instead: the first that somebody asks when a wait was in vain. */
export function explainTimeout(
  log: JobLog,
  reason: unknown,
  patterns: readonly Pattern[],
  unconsumed: string,
): void {
  if (reason instanceof LavaError && reason.kind === 'canceled') return;
  const awaited = patterns.map(({ source }) => source).join(' | ');
  const [last = ''] = unconsumed.trimEnd().split('\n').slice(-1);
  log.warning(`waited in vain for: ${awaited}`);
  log.warning(`the last that the console said: ${JSON.stringify(last.slice(-200))}`);
}

/**
 * Why a console is closed whose program has ended.
 * @param code of a program that ended by itself
 * @param errors the last that it said on its standard error
 */
export function endOf(name: string, ended: Ended, code: Code, errors: string): LavaError {
  const { code: status, signal } = ended ?? { code: null, signal: null };
  const how = signal === null ? `ended with status ${status}` : `was killed by ${signalName(signal)}`;
  const said = errors === '' ? '' : `: ${errors}`;
  return new LavaError(signal === null ? code : 'connection-closed', `${name} ${how}${said}`);
}
