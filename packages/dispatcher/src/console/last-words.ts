// SPDX-License-Identifier: Apache-2.0
import type { Code } from '@lava/protocol/error/codes.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Kind } from '@lava/protocol/error/kind.ts';
import type { JobLog } from '../records/job-log.ts';
import type { Pattern } from './pattern.ts';
import { signalName } from './pty.ts';

/** How a program ended; undefined while it runs. */
export type Ended = { code: number | null; signal: number | null } | undefined;

/** What Linux says of a server of its NFS mounts: that it is silent, and that it is there again. */
const NFS_SERVER = /\bnfs: server \S{1,255} (not responding|OK)\b/g;

/** Whoever is blamed for these is not, when the lab has failed meanwhile. */
const BLAMED = new Set<Kind>(['job', 'test']);

/**
 * What was awaited, and what came instead: the first that somebody asks when a wait was in vain.
 * @returns why it was: the reason, unless the console says that the lab is behind it
 */
export function explainTimeout(
  log: Pick<JobLog, 'warning'>,
  reason: unknown,
  patterns: readonly Pattern[],
  unconsumed: string,
): unknown {
  if (reason instanceof LavaError && reason.kind === 'canceled') return reason;
  const awaited = patterns.map(({ source }) => source).join(' | ');
  const [last = ''] = unconsumed.trimEnd().split('\n').slice(-1);
  log.warning(`waited in vain for: ${awaited}`);
  log.warning(`the last that the console said: ${JSON.stringify(last.slice(-200))}`);
  if (!(reason instanceof LavaError) || !BLAMED.has(reason.kind)) return reason;
  const [, state] = [...unconsumed.matchAll(NFS_SERVER)].at(-1) ?? [];
  if (state !== 'not responding') return reason;
  return new LavaError('root-lost', `${reason.message}; its NFS server does not respond to the device`, {
    hint: 'does the server run, and does the device still have its network?',
  });
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
