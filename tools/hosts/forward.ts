// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';
import { join } from 'node:path';

/** The path of a Unix socket, which every network name space of this machine can reach, or a place in one of them. */
export type End = string | { host: string; port: number };

export interface Forward {
  /** Where it listens, when that is a port. */
  port: number | undefined;
  close(): Promise<void>;
}

/** Passes connections on, in this process and its network. */
export async function forward(from: End, to: End): Promise<Forward> {
  const open = new Set<Socket>();
  const server = createServer((here) => {
    const there = createConnection(place(to));
    for (const socket of [here, there]) {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
      // One end that breaks off is not an error of this program: the other one sees the end of the stream.
      socket.on('error', () => undefined);
    }
    here.on('close', () => there.destroy());
    there.on('close', () => here.destroy());
    here.pipe(there).pipe(here);
  });
  server.listen(place(from));
  await once(server, 'listening');
  const address = server.address() as AddressInfo | string;
  return {
    port: typeof address === 'string' ? undefined : address.port,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The same in another network name space, by a process that ends with this one. As root only. */
export async function forwardIn(netns: string, from: End, to: End): Promise<Forward> {
  const main = join(import.meta.dirname, 'forward-main.ts');
  const command = ['netns', 'exec', netns, process.execPath, main, JSON.stringify([from, to])];
  const child = spawn('ip', command, {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true, // Ctrl-C is for its parent, who may still need it
  });
  const ended = once(child, 'exit');
  const ready = once(child.stdout, 'data');
  const [port] = await Promise.race([
    ready,
    ended.then(() => Promise.reject(new Error(`no forwarding in network ${netns}`))),
  ]);
  return {
    port: Number(port) || undefined,
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}

function place(end: End) {
  return typeof end === 'string' ? { path: end } : end;
}
