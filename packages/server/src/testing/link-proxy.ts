// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface Cable {
  /** Of the loopback, one for each target. */
  ports: number[];
  /** From now on everything is swallowed, and nothing closed. */
  cut(): void;
  repair(): void;
  close(): void;
}

/** Ports in front of others of the loopback, like a cable that can be cut. */
export async function proxy(targets: readonly number[]): Promise<Cable> {
  let isCut = false;
  const sockets = new Set<Socket>();
  const servers: Server[] = [];
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  for (const target of targets) {
    const server = createServer((inner) => {
      const outer = connect(target, '127.0.0.1');
      for (const [from, to] of [
        [inner, outer],
        [outer, inner],
      ] as const) {
        sockets.add(from);
        from.on('data', (data) => isCut || to.write(data));
        from.on('close', () => (isCut ? undefined : to.destroy()));
        from.on('error', () => from.destroy());
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
  }
  return {
    ports: servers.map((server) => (server.address() as AddressInfo).port),
    cut() {
      isCut = true;
    },
    repair() {
      isCut = false;
      drop();
    },
    close() {
      drop();
      for (const server of servers) server.close();
    },
  };
}
