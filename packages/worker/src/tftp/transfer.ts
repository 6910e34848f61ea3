// SPDX-License-Identifier: Apache-2.0
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { FileHandle } from 'node:fs/promises';
import {
  ACK,
  type Agreed,
  confirmation,
  dataPacket,
  ERROR,
  errorPacket,
  opcodeOf,
  UNKNOWN_TRANSFER,
} from './packet.ts';

/** How often something is sent again before the client counts as gone. */
const RETRIES = 8;

/**
 * One file on its way to one client, from a port of its own. States: the options are confirmed (where there are some), then
 * windows of blocks are sent; an answer moves the window on, silence sends it again.
 */
export class Transfer {
  readonly #client: RemoteInfo;
  readonly #file: FileHandle;
  readonly #size: number;
  readonly #agreed: Agreed;
  readonly #socket: Socket;
  readonly #ended = Promise.withResolvers<string | undefined>();
  /** Blocks that the client has; -1 while it has not taken the options. */
  #taken: number;
  /** Last block that was sent. */
  #sent = 0;
  #retries = 0;
  #timer: NodeJS.Timeout | undefined;
  #over = false;

  constructor(client: RemoteInfo, { file, size }: { file: FileHandle; size: number }, agreed: Agreed) {
    this.#client = client;
    this.#file = file;
    this.#size = size;
    this.#agreed = agreed;
    this.#taken = agreed.options.size > 0 ? -1 : 0;
    this.#socket = createSocket(client.family === 'IPv6' ? 'udp6' : 'udp4');
    this.#socket.on('error', (error) => this.#end(error.message));
    this.#socket.on('message', (packet, from) => this.#receive(packet, from));
  }

  /** @returns why it ended; undefined when the client has everything */
  async run(): Promise<string | undefined> {
    this.#socket.bind(0, () => this.#again());
    const reason = await this.#ended.promise;
    await this.#file.close();
    return reason;
  }

  stop(): void {
    this.#end('the server ends');
  }

  /** Blocks of the file; the last is shorter than the others, and may be empty. */
  get #last(): number {
    return Math.floor(this.#size / this.#agreed.block) + 1;
  }

  #receive(packet: Buffer, from: RemoteInfo): void {
    if (from.port !== this.#client.port || from.address !== this.#client.address) {
      this.#socket.send(errorPacket(UNKNOWN_TRANSFER, 'not your transfer'), from.port, from.address);
      return;
    }
    const code = opcodeOf(packet);
    if (code === ERROR)
      this.#end(`the client says: ${packet.subarray(4, 100).toString().replace(/\0.*/s, '')}`);
    else if (code === ACK) this.#acknowledge(packet.readUInt16BE(2));
  }

  #acknowledge(number: number): void {
    if (this.#taken === -1) {
      if (number === 0) this.#advance(0);
      return;
    }
    // Numbers begin again at 0 after 65,535.
    const ahead = (number - this.#taken) & 0xffff;
    const block = this.#taken + ahead;
    // An answer that came twice would double everything from then on, except where it says what of a window is missing.
    if (block > this.#sent || (ahead === 0 && this.#agreed.window === 1)) return;
    this.#advance(block);
  }

  #advance(taken: number): void {
    if (taken > this.#taken) this.#retries = 0;
    else this.#retries++;
    if (this.#retries > RETRIES) {
      this.#end('the client makes no progress');
      return;
    }
    this.#taken = taken;
    if (taken >= this.#last) this.#end(undefined);
    else this.#again();
  }

  /** Sends what comes after the last that the client has. */
  #again(): void {
    clearTimeout(this.#timer);
    if (this.#over) return;
    this.#timer = setTimeout(() => {
      if (++this.#retries > RETRIES) this.#end('the client does not answer');
      else this.#again();
    }, this.#agreed.timeout * 1000);
    if (this.#taken === -1) this.#send(confirmation(this.#agreed.options));
    else void this.#sendWindow(this.#taken).catch((error: Error) => this.#end(error.message));
  }

  async #sendWindow(from: number): Promise<void> {
    const { block, window } = this.#agreed;
    const until = Math.min(from + window, this.#last);
    this.#sent = Math.max(this.#sent, until);
    const bytes = Buffer.alloc((until - from) * block);
    const { bytesRead } = await this.#file.read(bytes, 0, bytes.length, from * block);
    for (let number = from + 1; number <= until && !this.#over && this.#taken === from; number++) {
      const start = (number - from - 1) * block;
      this.#send(
        dataPacket(number, bytes.subarray(Math.min(start, bytesRead), Math.min(start + block, bytesRead))),
      );
    }
  }

  #send(packet: Buffer): void {
    this.#socket.send(packet, this.#client.port, this.#client.address);
  }

  #end(reason: string | undefined): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#socket.close();
    this.#ended.resolve(reason);
  }
}
