// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** TCP ports of a server, as a worker reaches them through a cable that can be cut. */
export interface Cable {
  control: number;
  log: number;
  /**
   * From now on nothing comes through, either way, and neither end is notified. As on a real cable, what was sent on a
   * connection that both ends still have comes through after `repair`.
   */
  cut(): void;
  repair(): void;
  close(): Promise<void>;
}

interface Wire {
  inner: Socket;
  /** Missing while the cable is cut before the connection was made. */
  outer: Socket | undefined;
  target: number;
}

/** Lays a cable to ports of the loopback. */
export async function layCable(target: { control: number; log: number }): Promise<Cable> {
  const wires = new Set<Wire>();
  let isCut = false;

  function join(wire: Wire): void {
    const { inner, target } = wire;
    const outer = connect(target, '127.0.0.1');
    wire.outer = outer;
    for (const [from, to] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      from.setNoDelay(true);
      from.on('data', (data) => {
        to.write(data);
      });
      // One end closed: the other learns it as soon as the cable is whole.
      from.on('close', () => !isCut && drop(wire));
      from.on('error', () => from.destroy());
    }
  }

  function drop(wire: Wire): void {
    wire.inner.destroy();
    wire.outer?.destroy();
    wires.delete(wire);
  }

  async function relay(port: number): Promise<Server> {
    const server = createServer((inner) => {
      const wire: Wire = { inner, outer: undefined, target: port };
      wires.add(wire);
      if (!isCut) join(wire);
      else inner.pause().on('error', () => inner.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  }

  const [control, log] = [await relay(target.control), await relay(target.log)];
  const portOf = (server: Server) => (server.address() as AddressInfo).port;
  return {
    control: portOf(control),
    log: portOf(log),
    cut() {
      isCut = true;
      for (const { inner, outer } of wires) {
        inner.pause();
        outer?.pause();
      }
    },
    repair() {
      isCut = false;
      for (const wire of [...wires]) {
        const { inner, outer } = wire;
        if (inner.destroyed || outer?.destroyed) drop(wire);
        else if (!outer) join(wire);
        inner.resume();
        outer?.resume();
      }
    },
    async close() {
      for (const wire of [...wires]) drop(wire);
      await Promise.all([control, log].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
