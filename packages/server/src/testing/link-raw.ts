// SPDX-License-Identifier: Apache-2.0
import type { CurveKeys } from '@lava/kit/zmq/curve.ts';
import { DealerSocket } from '@lava/kit/zmq/dealer-socket.ts';
import { MAX_FRAME } from '@lava/protocol/wire/messages.ts';
import { Context, Dealer } from 'zeromq';

/** An end of a link without a worker behind it, for what no worker of ours would send. */
export interface RawLink {
  socket: DealerSocket;
  /** Messages that came and were not taken. */
  got: Record<string, unknown>[];
  send(message: object, ...more: (string | Buffer)[]): Promise<unknown>;
  /** The next message of this type that was not taken yet. */
  take(type: string): Promise<Record<string, unknown>>;
}

export interface RawOptions {
  link: string;
  port: number;
  keys: CurveKeys;
  serverKey: string;
  /** Longest time of the handshake, milliseconds. */
  handshake: number;
}

export async function rawLink({ link, port, keys, serverKey, handshake }: RawOptions): Promise<RawLink> {
  const options = { context: new Context(), keys, serverKey, link, maxFrame: MAX_FRAME, timeout: 5_000 };
  const socket = await DealerSocket.connect({ ...options, endpoint: `tcp://127.0.0.1:${port}` }, handshake);
  const got: Record<string, unknown>[] = [];
  let wake: () => void = () => undefined;
  void socket.receive((frames) => {
    got.push(JSON.parse(String(frames[0])));
    wake();
  });
  return {
    ...{ socket, got },
    send: (message, ...more) => socket.send([JSON.stringify(message), ...more]),
    take: async (type) => {
      for (;;) {
        const at = got.findIndex((message) => message.type === type);
        if (at >= 0) return got.splice(at, 1)[0] as Record<string, unknown>;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

/** With a routing id of its own choosing; what comes back goes to `answers`. */
export function bareDealer(
  { port, keys, serverKey }: Pick<RawOptions, 'port' | 'keys' | 'serverKey'>,
  routing: string,
  answers: string[][],
): Dealer {
  const socket = new Dealer({
    routingId: routing,
    curveServerKey: serverKey,
    curvePublicKey: keys.publicKey,
    curveSecretKey: keys.secretKey,
    linger: 0,
  });
  socket.connect(`tcp://127.0.0.1:${port}`);
  const read = async () => {
    for await (const frames of socket) answers.push(frames.map(String));
  };
  read().catch(() => undefined); // it ends when the socket is closed
  return socket;
}
