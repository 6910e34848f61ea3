// SPDX-License-Identifier: Apache-2.0
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findTool, requireTool } from '../host/tool.ts';

/** A small image that such an engine has. */
export const IMAGE = 'lava-test-busybox:1';

/** Stand-in for an Arm FVP: says its version, or its words, and has a shell on one port and a text on another. */
const MODEL = `#!/bin/sh
[ "$1" = --version ] && { printf '\\nFast Models [11.8.0 (stand-in)]\\n${'a'.repeat(40)}\\n'; exit; }
[ "$LICENSE" = 8224@host ] || { echo no license; exit 9; }
for word; do echo "word: $word"; done
printf '#!/bin/sh\\necho second console; sleep 1000\\n' > /bin/second
chmod 755 /bin/second
nc -ll -p 5001 -e /bin/second &
telnetd -p 5000 -l /bin/sh
echo terminal_1: Listening for serial connection on port 5001
echo terminal_0: Listening for serial connection on port 5000
exec sleep 1000
`;

/** How long an engine may take to answer, and to end, milliseconds. */
const START = 60_000;
const END = 10_000;

/** Docker's engine with a directory, socket and images of its own, without any network. */
export interface ContainerEngine extends AsyncDisposable {
  /** Numbers of all its containers. */
  containers(): string[];
}

/** Why an engine cannot run on this machine; undefined when it can. */
export function whyNoContainers(): string | undefined {
  if (process.getuid?.() !== 0) return 'this user is not root, who runs the engine of the test';
  const { status } = spawnSync('unshare', [
    '--mount',
    '--pid',
    '--fork',
    'mount',
    '-t',
    'tmpfs',
    'none',
    '/mnt',
  ]);
  return status === 0 ? undefined : 'this machine may not make name spaces, or mount';
}

/** Starts one, which programs of this process find by DOCKER_HOST until it is disposed. */
export async function containerEngine(): Promise<ContainerEngine> {
  const directory = mkdtempSync(join(tmpdir(), 'lava-docker-'));
  const at = (name: string) => join(directory, name);
  const socket = `unix://${at('docker.sock')}`;
  const daemon = spawn(
    requireTool('dockerd'),
    [
      ...['--data-root', at('data'), '--exec-root', at('exec'), '--pidfile', at('pid'), '--host', socket],
      ...[
        '--storage-driver',
        'vfs',
        '--bridge',
        'none',
        '--iptables=false',
        '--default-ulimit',
        'nofile=1024:1024',
      ],
    ],
    { stdio: 'ignore', detached: true },
  );
  const ended = new Promise((resolve) => daemon.once('exit', resolve));
  process.env.DOCKER_HOST = socket;
  const docker = (...words: string[]) =>
    execFileSync('docker', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  for (const end = performance.now() + START; spawnSync('docker', ['version']).status !== 0; await sleep(100))
    if (performance.now() > end || daemon.exitCode !== null) throw new Error('dockerd does not start');
  importImage(directory, docker);
  return {
    containers: () => docker('ps', '--all', '--quiet').split('\n').filter(Boolean),
    async [Symbol.asyncDispose]() {
      delete process.env.DOCKER_HOST;
      daemon.kill('SIGTERM');
      await Promise.race([ended, sleep(END, undefined, { ref: false })]);
      for (const line of readFileSync('/proc/mounts', 'utf8').split('\n').reverse()) {
        const place = line.split(' ')[1] ?? '';
        if (place.startsWith(directory)) spawnSync('umount', ['--lazy', place]);
      }
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A root with nothing but busybox. */
function importImage(directory: string, docker: (...words: string[]) => string): void {
  const busybox = findTool('busybox') ?? requireTool('busybox');
  const root = join(directory, 'root');
  for (const name of ['bin', 'tmp', 'root', 'etc', 'dev', 'proc', 'sys'])
    mkdirSync(join(root, name), { recursive: true });
  copyFileSync(busybox, join(root, 'bin/busybox'));
  for (const name of execFileSync(busybox, ['--list'], { encoding: 'utf8' }).split('\n'))
    if (name !== '' && name !== 'busybox') symlinkSync('busybox', join(root, 'bin', name));
  writeFileSync(join(root, 'bin/model'), MODEL, { mode: 0o755 });
  const archive = join(directory, 'root.tar');
  execFileSync('tar', ['--directory', root, '--create', '--file', archive, '.']);
  docker('import', archive, IMAGE);
}
