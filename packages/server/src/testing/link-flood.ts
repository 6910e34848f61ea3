// SPDX-License-Identifier: Apache-2.0
import { type CurveKeys, makeKeys } from '@lava/kit/zmq/curve.ts';
import { DealerSocket } from '@lava/kit/zmq/dealer-socket.ts';
import { CONTROL_LINK, JOIN_LINK, MAX_FRAME } from '@lava/protocol/wire/messages.ts';
import { Context } from 'zeromq';

/** A program that says what workers say, as often as it can, until the other end of its channel is gone. */
export interface Flood {
  what: keyof typeof FLOODS;
  serverKey: string;
  port: number;
  keys: CurveKeys;
  jobs: number[];
}

const hello = () => ({
  ...{ type: 'hello', protocols: [1], version: '1', time: new Date().toISOString(), arch: 'x', jobs: [] },
  instance: String(Math.random()),
});

let done = 0;

function count(): void {
  done += 1;
  if (done === 1) process.send?.('begun');
}

const FLOODS = {
  pings: (flood: Flood) => say(flood, CONTROL_LINK, () => ({ type: 'ping' })),
  greetings: (flood: Flood) => say(flood, CONTROL_LINK, hello),
  ends: (flood: Flood) =>
    say(flood, CONTROL_LINK, (n) => ({
      ...{ type: n % 2 ? 'exit' : 'started', job: flood.jobs[n % flood.jobs.length] ?? n },
      ...(n % 2 && { records: 5, status: { health: 'complete' } }),
    })),
  joins: (flood: Flood) => say(flood, JOIN_LINK, (n) => ({ type: 'join', publicKey: key(n), version: '1' })),
  'unknown keys': async (flood: Flood) => {
    const dial = async () => {
      for (;;) {
        const socket = await DealerSocket.connect(place(flood, CONTROL_LINK, makeKeys()), 100).catch(
          () => undefined,
        );
        socket?.close();
        count();
      }
    };
    await Promise.all(Array.from({ length: 30 }, dial));
  },
};

/** Nobody can have it. */
const key = (n: number) => String(n).padStart(40, '0');

const context = new Context();
const place = ({ serverKey, port }: Flood, link: string, keys: CurveKeys) => ({
  ...{
    context,
    endpoint: `tcp://127.0.0.1:${port}`,
    keys,
    serverKey,
    link,
    maxFrame: MAX_FRAME,
    timeout: 5_000,
  },
});

async function say(flood: Flood, link: string, message: (n: number) => object): Promise<void> {
  const socket = await DealerSocket.connect(place(flood, link, flood.keys), 30_000);
  await socket.send([JSON.stringify(hello())]);
  for (let n = 0; await socket.send([JSON.stringify(message(n))]); n++) count();
}

process.once('message', (flood: Flood) => {
  process.once('message', () => process.send?.(done, () => process.exit()));
  void FLOODS[flood.what](flood);
});
process.once('disconnect', () => process.exit());
