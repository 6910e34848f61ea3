// SPDX-License-Identifier: Apache-2.0
import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { encodeFrame, FrameReader } from '@lava/kit/frames.ts';
import { withShortPath } from '@lava/kit/fs/short-path.ts';
import {
  CONSOLE_SOCKET,
  type FromDispatcher,
  MAX_OUTPUT,
  MAX_TYPED,
  ToDispatcher,
} from '@lava/protocol/wire/console.ts';
import type { StreamMask } from '../../secrecy/stream-mask.ts';
import type { LiveConsoles } from './live-consoles.ts';
import type { Mirror } from './mirror.ts';

/** Output that whoever watches has not taken, bytes; more is skipped. */
const BACKLOG = 256 * 1024;

/** Daemons that watch: the worker's, and one that is about to end. */
const MOST_WATCHERS = 4;

const NEWLINE = 10;

/** The socket in the job's directory, which only the job's account and the worker's daemon can reach. */
export class ConsoleSocket {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(consoles: LiveConsoles) {
    this.#server = createServer((socket) => {
      if (this.#sockets.size >= MOST_WATCHERS) {
        socket.destroy();
        return;
      }
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      serve(socket, consoles);
      socket.unref();
    });
    this.#server.unref();
  }

  /** @throws what the file system says */
  static async open(jobDir: string, consoles: LiveConsoles): Promise<ConsoleSocket> {
    const socket = new ConsoleSocket(consoles);
    rmSync(join(jobDir, CONSOLE_SOCKET), { force: true });
    await withShortPath(jobDir, CONSOLE_SOCKET, (path) => listen(socket.#server, path));
    return socket;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroySoon();
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path, readableAll: false, writableAll: false }, () => {
      server.off('error', reject);
      server.on('error', () => undefined);
      resolve();
    });
  });
}

/** One who watches: hears which consoles there are, the last that each said, and then everything that he takes in time. */
function serve(socket: Socket, consoles: LiveConsoles): void {
  const feeds = new Map<Mirror, Feed>();
  const look = () => {
    send(socket, { type: 'consoles', consoles: consoles.list() });
    for (const mirror of consoles.all()) {
      const mask = consoles.mask();
      if (!feeds.has(mirror) && mask) feeds.set(mirror, new Feed(socket, mirror, mask));
    }
  };
  const unfollow = consoles.follow(look);
  const reader = new FrameReader({ header: 4096, data: MAX_TYPED });
  socket.on('data', (bytes) => {
    try {
      for (const { header, data } of reader.push(bytes as Buffer)) {
        const told = ToDispatcher.safeParse(header).data;
        if (told) consoles.type(told, data);
      }
    } catch {
      socket.destroy(); // it speaks another language
    }
  });
  socket.on('error', () => undefined); // 'close' follows
  socket.on('close', () => {
    unfollow();
    for (const feed of feeds.values()) feed.close();
  });
  look();
}

function send(socket: Socket, header: FromDispatcher, data?: Buffer): void {
  if (!socket.destroyed) socket.write(encodeFrame(header, data));
}

/** What one console says, masked, to one who watches. */
class Feed {
  readonly #socket: Socket;
  readonly #name: string;
  readonly #mask: StreamMask;
  readonly #unwatch: () => void;
  #skipped = 0;

  constructor(socket: Socket, mirror: Mirror, mask: StreamMask) {
    this.#socket = socket;
    this.#name = mirror.name;
    this.#mask = mask;
    this.#say(this.#mask.push(mirror.tail()), { fresh: true });
    this.#unwatch = mirror.watch((bytes) => this.#take(bytes));
  }

  close(): void {
    this.#unwatch();
  }

  #take(bytes: Buffer): void {
    if (this.#socket.writableLength > BACKLOG) {
      this.#skipped += bytes.length;
      return;
    }
    // What is hidden would not be known by its second half, so what was skipped ends with a line.
    const from = this.#skipped === 0 ? 0 : bytes.indexOf(NEWLINE) + 1;
    if (this.#skipped > 0 && from === 0) {
      this.#skipped += bytes.length;
      return;
    }
    const skipped = this.#skipped === 0 ? undefined : this.#skipped + from;
    this.#skipped = 0;
    this.#say(this.#mask.push(bytes.subarray(from)), { ...(skipped && { skipped }) });
  }

  #say(bytes: Buffer, { fresh, skipped }: { fresh?: true; skipped?: number }): void {
    let first: { fresh?: true; skipped?: number } = { ...(fresh && { fresh }), ...(skipped && { skipped }) };
    for (let at = 0; at < bytes.length || at === 0; at += MAX_OUTPUT) {
      const piece = bytes.subarray(at, at + MAX_OUTPUT);
      if (piece.length > 0 || 'fresh' in first || 'skipped' in first)
        send(this.#socket, { type: 'output', console: this.#name, ...first }, piece);
      first = {};
    }
  }
}
