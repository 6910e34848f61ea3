// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lavaRoot } from './prepared.ts';

/** LAVA's own worker, as Debian has it. */
export interface LavaWorker {
  /** What it wrote last. */
  logTail(): string;
  /** Ends it with its processes. */
  stop(): Promise<void>;
}

const STATE = '/var/lib/lava/dispatcher/worker';

/**
 * Starts Debian's `lava-worker` with its Python dispatcher and QEMU, in a root and process space of its own, on the network
 * of this machine. As root only.
 * @param directory holds what it writes
 */
export async function startLavaWorker({
  directory,
  url,
  name,
  token,
}: {
  directory: string;
  url: string;
  name: string;
  token: string;
}): Promise<LavaWorker> {
  const [upper, work, root] = ['upper', 'work', 'root'].map((part) => join(directory, part)) as [
    string,
    string,
    string,
  ];
  for (const each of [upper, work, root, join(upper, STATE)]) mkdirSync(each, { recursive: true });
  writeFileSync(join(upper, STATE, 'token'), token, { mode: 0o600 });
  const logFile = join(upper, 'lava-worker.log');
  const setup = [
    `mount -t overlay overlay -o lowerdir=${lavaRoot()},upperdir=${upper},workdir=${work} ${root}`,
    `mount -t proc proc ${root}/proc`,
    `mount --rbind /dev ${root}/dev`,
    `exec chroot ${root} env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 "$@"`,
  ].join('\n');
  const command = [
    ...['lava-worker', '--url', url, '--name', name, '--ping-interval', '1', '--job-log-interval', '1'],
    ...['--log-file', '/lava-worker.log'],
  ];
  const spaces = ['--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child'];
  const child = spawn('unshare', [...spaces, 'sh', '-ec', setup, 'sh', ...command], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  const ended = once(child, 'exit');
  return {
    logTail: () => `${said}${readLog(logFile)}`.slice(-4_000),
    async stop() {
      end(child);
      await ended;
    },
  };
}

function readLog(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // it did not come so far
  }
}

/** The first process of its space ends with it, and everything there with that. */
function end(child: ChildProcess): void {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
}
