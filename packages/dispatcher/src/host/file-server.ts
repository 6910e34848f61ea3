// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { closeSync, createReadStream, fstatSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { openRegular } from '@lava/kit/fs/regular-file.ts';

/** A device that takes nothing for so long is gone, milliseconds. */
const IDLE_TIME = 120_000;

/** The limit of concurrent connections: a host of the lab's network must not use up the worker's file descriptors. */
const MAX_CONNECTIONS = 64;

/**
 * Serves single files of this job to its devices, each under a path that cannot be guessed. In LAVA a web server of the
 * worker does that for all jobs; this one lives as long as the job. Any host of the lab's network may ask it anything.
 */
export class FileServer {
  readonly #server: Server;
  readonly #files = new Map<string, string>();

  private constructor(server: Server) {
    this.#server = server;
    server.maxConnections = MAX_CONNECTIONS;
    server.timeout = IDLE_TIME;
    server.on('request', (request, response) => this.#answer(request, response));
    // Without anybody who listens, a request that cannot be parsed would end the process.
    server.on('clientError', (_, socket) => socket.destroy());
    server.on('error', () => undefined);
  }

  /** Listens on every address of the worker, as devices may be on any of its networks. */
  static async start(): Promise<FileServer> {
    const server = createServer();
    server.listen(0);
    await once(server, 'listening');
    return new FileServer(server);
  }

  /**
   * Address of the file for devices that reach this worker at `host`.
   * @param folder the same for files that are to be found next to each other
   */
  add(host: string, path: string, name: string, folder: string = crypto.randomUUID()): string {
    const place = `/tmp/${folder}/${name}`;
    this.#files.set(place, path);
    return `http://${host}:${(this.#server.address() as AddressInfo).port}${place}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** Never throws: whatever is asked for that was not added is not there. */
  #answer(request: IncomingMessage, response: ServerResponse): void {
    const place = URL.parse(request.url ?? '/', 'http://x')?.pathname;
    const path = place === undefined ? undefined : this.#files.get(place);
    const fd = path === undefined ? undefined : openQuietly(path);
    if (fd === undefined) {
      response.writeHead(404).end();
      return;
    }
    const { size } = fstatSync(fd);
    response.writeHead(200, { 'content-length': size, 'content-type': 'application/octet-stream' });
    if (request.method === 'HEAD' || size === 0) {
      closeSync(fd);
      response.end();
      return;
    }
    // Not more than was promised, though the file may grow. A device that goes away, or a disk that fails, ends this answer.
    pipeline(createReadStream('', { fd, start: 0, end: size - 1 }), response, () => undefined);
  }
}

/** Undefined when it is not there any more. */
function openQuietly(path: string): number | undefined {
  try {
    return openRegular(path);
  } catch {
    return undefined;
  }
}
