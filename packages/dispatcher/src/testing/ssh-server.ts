// SPDX-License-Identifier: Apache-2.0
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { requireTool } from '../host/tool.ts';

export const SSH_PROMPT = 'root@box:~# ';

/** How long the server may take to listen, milliseconds. */
const START = 10_000;

/** A system to log in to: Debian's sshd on a port of its own, with a home and keys of its own. */
export interface SshServer extends AsyncDisposable {
  port: number;
  user: string;
  home: string;
  /** Private key that it lets in. */
  identity: string;
  /** Private key of the system itself. */
  hostKey: string;
  /** What a device says of it. */
  device: object;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function sshServer(): Promise<SshServer> {
  const directory = mkdtempSync(join(tmpdir(), 'lava-sshd-'));
  const home = join(directory, 'home');
  mkdirSync(home);
  const [identity, hostKey] = ['identity', 'host-key'].map((name) => join(directory, name)) as [
    string,
    string,
  ];
  for (const key of [identity, hostKey])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  const session = join(directory, 'session');
  const shell = `export HOME=${home}; cd; [ -z "$SSH_ORIGINAL_COMMAND" ] || exec sh -c "$SSH_ORIGINAL_COMMAND"; PS1='${SSH_PROMPT}' exec sh -i`;
  writeFileSync(session, `#!/bin/sh\n${shell}\n`, { mode: 0o755 });
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  const port = await freePort();
  const options = {
    ListenAddress: `127.0.0.1:${port}`,
    HostKey: hostKey,
    AuthorizedKeysFile: `${identity}.pub`,
    ForceCommand: session,
    PidFile: 'none',
    StrictModes: 'no',
    UsePAM: 'no',
    PasswordAuthentication: 'no',
    PrintLastLog: 'no',
    PrintMotd: 'no',
  };
  const words = Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  const server = spawn(requireTool('sshd'), ['-D', '-f', '/dev/null', ...words], {
    stdio: 'ignore',
    detached: true,
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  await listening(port);
  const { username: user } = userInfo();
  return {
    port,
    user,
    home,
    identity,
    hostKey,
    device: { host: '127.0.0.1', port, user, identity_file: identity, options: ['-o', 'Compression=yes'] },
    async [Symbol.asyncDispose]() {
      // Its sessions are in groups of their own, and end with their connections.
      server.kill('SIGTERM');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function listening(port: number): Promise<void> {
  for (const end = performance.now() + START; performance.now() < end; await sleep(20)) {
    const socket = connect(port, '127.0.0.1');
    const open = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (open) return;
  }
  throw new Error(`sshd does not listen on port ${port}`);
}
