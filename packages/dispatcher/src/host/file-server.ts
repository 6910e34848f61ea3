// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { createReadStream, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Serves single files of this job to its devices, each under a path that cannot be guessed. In LAVA a web server of the
 * worker does that for all jobs; this one lives as long as the job.
 */
export class FileServer {
  readonly #server: Server;
  readonly #files = new Map<string, string>();

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', (request, response) => {
      const path = this.#files.get(new URL(request.url ?? '/', 'http://x').pathname);
      const stat = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
      if (!path || !stat) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { 'content-length': stat.size, 'content-type': 'application/octet-stream' });
      if (request.method === 'HEAD') response.end();
      else createReadStream(path).pipe(response);
    });
  }

  /** Listens on every address of the worker, as devices may be on any of its networks. */
  static async start(): Promise<FileServer> {
    const server = createServer();
    server.listen(0);
    await once(server, 'listening');
    return new FileServer(server);
  }

  /** Address of the file for devices that reach this worker at `host`. */
  add(host: string, path: string, name: string): string {
    const place = `/tmp/${crypto.randomUUID()}/${name}`;
    this.#files.set(place, path);
    return `http://${host}:${(this.#server.address() as AddressInfo).port}${place}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
