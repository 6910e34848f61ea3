// SPDX-License-Identifier: Apache-2.0
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '@lava/kit/fs/make-directory.ts';
import { createLogger } from '@lava/kit/log/logger.ts';
import type { WorkerSettings } from '../settings.ts';
import { TftpServer } from './server.ts';

/** Port that boards ask where nobody says another. */
const USUAL_PORT = 69;

/** `nobody` and `nogroup` of Debian. */
const NOBODY = 65_534;

/** What the worker's own server serves where no directory is set; jobs under any account put their files there. */
export function ownDirectory({ tftpDir, stateDir }: WorkerSettings): string {
  if (tftpDir !== undefined) return tftpDir;
  const path = join(stateDir, 'tftp');
  makeDirectory(path, 0o755);
  chmodSync(path, 0o1777);
  return path;
}

/** `lava-slave tftp`: serves the directory until SIGTERM, or until whoever started it is gone. */
export async function serveTftp(settings: WorkerSettings): Promise<number> {
  const log = createLogger('lava-tftp', { level: settings.logLevel, format: settings.logFormat });
  const directory = ownDirectory(settings);
  const server = await TftpServer.start({
    directory,
    port: settings.tftpPort ?? USUAL_PORT,
    tell: ({ problem, ...event }) =>
      problem === undefined ? log.info(event, 'file sent') : log.warn({ ...event, problem }, 'file not sent'),
  });
  giveUpRoot();
  log.info({ directory, port: server.port, pid: process.pid }, 'TFTP server runs');
  await new Promise<void>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve());
    if (process.env[FROM_DAEMON] !== undefined) process.stdin.once('close', () => resolve()).resume();
  });
  server.close();
  return 0;
}

/** Set for a server that ends with the daemon, by the end of its standard input. */
export const FROM_DAEMON = 'LAVA_TFTP_OF_DAEMON';

/** The port is taken, and everybody may read what is served. */
function giveUpRoot(): void {
  if (process.getuid?.() !== 0) return;
  process.setgroups?.([NOBODY]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}
