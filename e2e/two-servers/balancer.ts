// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Random } from '@lava/kit/testing/random.ts';

/** One address in front of several servers, as a TCP load balancer that knows nothing of their health. */
export interface Balancer {
  port: number;
  close(): Promise<void>;
}

/** Each connection goes to one of the ports by chance; where nobody listens, to the next. */
export async function balance(targets: readonly number[], random: Random): Promise<Balancer> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer(async (inner) => {
    keep(inner);
    const first = random.between(0, targets.length - 1);
    for (let i = 0; i < targets.length; i++) {
      const outer = connect(targets[(first + i) % targets.length] as number, '127.0.0.1');
      keep(outer);
      const [event] = await Promise.race([
        once(outer, 'connect').then(
          () => ['connect'],
          () => ['error'],
        ),
        once(outer, 'close').then(() => ['close']),
      ]);
      if (event !== 'connect') continue;
      inner.pipe(outer).pipe(inner);
      inner.on('close', () => outer.destroy());
      outer.on('close', () => inner.destroy());
      return;
    }
    inner.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
