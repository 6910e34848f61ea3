// SPDX-License-Identifier: Apache-2.0
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { LavaError } from '@lava/protocol/error/error.ts';
import { openBelow } from './open-below.ts';
import { agree, DENIED, errorPacket, ILLEGAL, NOT_FOUND, opcodeOf, READ, readRequest } from './packet.ts';
import { Transfer } from './transfer.ts';

/** Files on their way at one time; who asks for more is refused, and may ask again. */
const MOST = 64;
/** Of them, of one address. */
const MOST_OF_ONE = 16;

export interface TftpOptions {
  /** Everything in it may be read by everybody who reaches the port. */
  directory: string;
  /** Address to listen at; all of IPv4 without it. */
  host?: string;
  port: number;
  /** Told of each request, and how it ended. */
  tell(event: { client: string; file: string; problem?: string | undefined }): void;
}

/** A TFTP server that only lets read. */
export class TftpServer {
  readonly #options: TftpOptions;
  readonly #socket: Socket;
  /** By client; undefined while its file is opened. */
  readonly #transfers = new Map<string, Transfer | undefined>();

  #closed = false;

  private constructor(options: TftpOptions) {
    this.#options = options;
    this.#socket = createSocket('udp4');
    this.#socket.on('message', (packet, client) => void this.#receive(packet, client));
  }

  /** @throws LavaError `config-invalid` when it cannot listen */
  static async start(options: TftpOptions): Promise<TftpServer> {
    const server = new TftpServer(options);
    try {
      server.#socket.bind(options.port, options.host);
      await once(server.#socket, 'listening');
    } catch (cause) {
      throw new LavaError(
        'config-invalid',
        `no TFTP server can be at port ${options.port}: ${(cause as Error).message}`,
        {
          hint: 'another TFTP server may run; ports below 1024 are for root',
          cause,
        },
      );
    }
    server.#socket.on('error', () => undefined); // of a packet that could not be sent: the client asks again
    return server;
  }

  get port(): number {
    return this.#socket.address().port;
  }

  close(): void {
    this.#closed = true;
    this.#socket.close();
    for (const transfer of this.#transfers.values()) transfer?.stop();
  }

  async #receive(packet: Buffer, client: RemoteInfo): Promise<void> {
    const key = `${client.address}:${client.port}`;
    // A request that is sent again: what answers it is on its way.
    if (this.#transfers.has(key)) return;
    const request = readRequest(packet);
    if (opcodeOf(packet) !== READ || !request)
      return this.#refuse(client, DENIED, 'this server only lets read');
    const file = request.name;
    if (request.mode !== 'octet') return this.#refuse(client, ILLEGAL, 'only mode octet');
    const [all, own] = [this.#transfers.size, this.#of(client.address)];
    if (all >= MOST || own >= MOST_OF_ONE) return this.#refuse(client, 0, 'too many transfers, try again');
    this.#transfers.set(key, undefined);
    let problem: string | undefined;
    try {
      const opened = await openBelow(this.#options.directory, file);
      if (this.#closed) return await opened.file.close();
      const transfer = new Transfer(client, opened, agree(request.options, opened.size));
      this.#transfers.set(key, transfer);
      problem = await transfer.run();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      problem = message;
      if (code === 'ENOENT' || code === 'ENOTDIR') this.#refuse(client, NOT_FOUND, 'File not found');
      else this.#refuse(client, DENIED, 'Access violation');
    } finally {
      this.#transfers.delete(key);
    }
    this.#options.tell({ client: key, file, problem });
  }

  #of(address: string): number {
    return [...this.#transfers.keys()].filter((key) => key.startsWith(`${address}:`)).length;
  }

  #refuse({ port, address }: RemoteInfo, code: number, text: string): void {
    if (!this.#closed) this.#socket.send(errorPacket(code, text), port, address);
  }
}
