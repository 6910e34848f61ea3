// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import type { Logger } from '@lava/kit/log/logger.ts';
import type { WorkerSettings } from '../settings.ts';
import { FROM_DAEMON, ownDirectory } from './serve.ts';

/** Pause before a server that has ended is started again, milliseconds. */
const PAUSE = 5_000;

/**
 * Keeps a TFTP server running next to the daemon, in a process of its own.
 * @returns ends it
 */
export function keepServing(settings: WorkerSettings, log: Logger): () => void {
  const flags = ['--tftp-port', String(settings.tftpPort), '--tftp-dir', ownDirectory(settings)];
  const [, program = ''] = process.argv;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let stop: () => void = () => undefined;
  function start(): void {
    const child = spawn(process.execPath, [...process.execArgv, program, 'tftp', ...flags], {
      stdio: ['pipe', 'inherit', 'inherit'],
      env: { ...process.env, [FROM_DAEMON]: '1' },
    });
    stop = () => child.kill('SIGTERM');
    child.on('error', (error) => log.error({ why: error.message }, 'the TFTP server does not start'));
    child.on('close', (status) => {
      if (stopped) return;
      log.warn({ status }, `the TFTP server has ended; it is started again in ${PAUSE / 1000} s`);
      timer = setTimeout(start, PAUSE);
    });
  }
  start();
  return () => {
    stopped = true;
    clearTimeout(timer);
    stop();
  };
}
