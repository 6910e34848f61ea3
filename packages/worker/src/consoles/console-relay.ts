// SPDX-License-Identifier: Apache-2.0
import { lstatSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { encodeFrame, FrameReader } from '@lava/kit/frames.ts';
import { withShortPath } from '@lava/kit/fs/short-path.ts';
import {
  CONSOLE_SOCKET,
  type ConsoleOutput,
  type Consoles,
  type ConsoleTyped,
  FromDispatcher,
  MAX_OUTPUT,
} from '@lava/protocol/wire/console.ts';

export interface RelayOptions {
  job: number;
  /** The job's directory. */
  path: string;
  sendList(list: Consoles): void;
  sendOutput(output: ConsoleOutput, data: Buffer): void;
  /** Whether more may be on its way to the server than is already; asked after each message. */
  mayRead(bytesOnTheWay: number): boolean;
}

/** Pause before the dispatcher is asked again that does not answer, or has ended, milliseconds. */
const AGAIN = 500;

/** Carries the consoles of one job from its dispatcher to the server, as long as it is watched. */
export class ConsoleRelay {
  readonly #options: RelayOptions;
  readonly #onTheWay: { number: number; bytes: number }[] = [];
  #number = 0;
  #bytes = 0;
  #socket: Socket | undefined;
  /** It has spoken our language: nothing is typed into a socket that is somebody else's. */
  #greeted = false;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: RelayOptions) {
    this.#options = options;
    void this.#open();
  }

  get bytesOnTheWay(): number {
    return this.#bytes;
  }

  typed({ console: name, what, who, data }: ConsoleTyped): void {
    if (this.#greeted)
      this.#socket?.write(
        encodeFrame({ type: 'typed', console: name, what, who }, Buffer.from(data, 'base64')),
      );
  }

  /** The server has everything up to this message. */
  seen(number: number): void {
    while ((this.#onTheWay[0]?.number ?? Number.POSITIVE_INFINITY) <= number)
      this.#bytes -= this.#onTheWay.shift()?.bytes ?? 0;
  }

  /** Reads on, if it may. */
  resume(): void {
    if (this.#options.mayRead(this.#bytes)) this.#socket?.resume();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#socket?.destroy();
  }

  async #open(): Promise<void> {
    try {
      const { path } = this.#options;
      if (!lstatSync(join(path, CONSOLE_SOCKET)).isSocket()) throw new Error('it is another kind of file');
      const socket = await withShortPath(path, CONSOLE_SOCKET, dial);
      if (this.#closed) socket.destroy();
      else this.#use(socket);
    } catch {
      this.#later(); // the job has just begun, is about to end, or its dispatcher knows no consoles
    }
  }

  #use(socket: Socket): void {
    this.#socket = socket;
    const reader = new FrameReader({ header: 64 * 1024, data: MAX_OUTPUT });
    socket.on('data', (bytes) => {
      try {
        for (const { header, data } of reader.push(bytes as Buffer)) this.#take(header, data);
      } catch {
        socket.destroy(); // it speaks another language
      }
    });
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', () => {
      this.#greeted = false;
      this.#later();
    });
  }

  #take(header: unknown, data: Buffer): void {
    const { job, sendOutput, mayRead } = this.#options;
    const said = FromDispatcher.safeParse(header).data;
    if (said?.type === 'consoles') {
      this.#greeted = true;
      this.#options.sendList({ ...said, job });
    } else if (said?.type === 'output') {
      this.#number += 1;
      this.#bytes += data.length;
      this.#onTheWay.push({ number: this.#number, bytes: data.length });
      sendOutput({ ...said, type: 'console', job, number: this.#number }, data);
      if (!mayRead(this.#bytes)) this.#socket?.pause();
    }
  }

  #later(): void {
    if (this.#closed) return;
    if (this.#socket) this.#options.sendList({ type: 'consoles', job: this.#options.job, consoles: [] });
    this.#socket = undefined;
    this.#retry = setTimeout(() => void this.#open(), AGAIN);
    this.#retry.unref();
  }
}

function dial(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}
