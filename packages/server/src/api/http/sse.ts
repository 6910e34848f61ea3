// SPDX-License-Identifier: Apache-2.0
import type { FastifyReply, FastifyRequest } from 'fastify';

/** How often an idle stream says something, so that proxies keep it open and a dead peer is noticed. Milliseconds. */
const HEARTBEAT = 5_000;

/** One client's server-sent events. */
export interface EventStream {
  /** Aborted when the client is gone or the server stops. */
  signal: AbortSignal;
  /** Resolves when the client has room for more. */
  send(event: string, data: unknown, id?: number): Promise<void>;
  close(): void;
}

/** @throws LavaError `too-many-requests` */
export function openEventStream(request: FastifyRequest, reply: FastifyReply): EventStream {
  const ended = request.server.streams.begin(request);
  reply.hijack();
  const { raw } = reply;
  const gone = new AbortController();
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx would gather the events otherwise
    'x-accel-buffering': 'no',
  });
  raw.write(':\n\n');
  request.raw.socket.setNoDelay(true);
  // A client that takes nothing gets no more to take.
  const heartbeat = setInterval(() => raw.writableNeedDrain || raw.write(':\n\n'), HEARTBEAT);
  // It resolves what waits for room, whether there is room or nobody any more.
  let wake: (() => void) | undefined;
  raw.on('drain', () => wake?.());
  raw.on('close', () => {
    clearInterval(heartbeat);
    ended();
    wake?.();
    gone.abort();
  });
  return {
    signal: gone.signal,
    async send(event, data, id) {
      if (gone.signal.aborted) return;
      const text = `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
      if (raw.write(text)) return;
      await new Promise<void>((resolve) => {
        const others = wake;
        wake = () => {
          others?.();
          resolve();
        };
      });
      wake = undefined;
    },
    close: () => raw.end(),
  };
}
