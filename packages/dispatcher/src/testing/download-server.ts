// SPDX-License-Identifier: Apache-2.0
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArtefactCache } from '../host/cache.ts';
import { Downloads, type Wanted } from '../host/downloads.ts';
import { RecordClock } from '../records/clock.ts';
import { JobLog } from '../records/job-log.ts';
import { Mask } from '../secrecy/mask.ts';

/** An HTTP server with one file, and jobs that download it. */
export class DownloadServer {
  readonly root = mkdtempSync(join(tmpdir(), 'lava-downloads-'));
  readonly data = randomBytes(300_000);
  readonly sha256 = createHash('sha256').update(this.data).digest('hex');
  /** What it does with the next requests; then it serves `data` with an entity tag, ranges included. */
  behaviour: ((request: IncomingMessage, response: ServerResponse) => void)[] = [];
  requests: IncomingMessage[] = [];
  readonly #server = createServer((request, response) => this.#answer(request, response));
  #caches = 0;
  #jobs = 0;

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/image`;
  }

  cacheDirectory(): string {
    return join(this.root, `cache${++this.#caches}`);
  }

  /** Of a new job. */
  downloads(cache = new ArtefactCache(this.cacheDirectory()), settings = {}): Downloads {
    const held = join(this.root, `job${++this.#jobs}`);
    return new Downloads(cache, log, { held, settings, fileDirs: [this.root], env: {} });
  }

  wanted(more: Partial<Wanted> = {}): Wanted {
    return { label: 'kernel', url: this.url, sums: {}, useCache: true, ...more };
  }

  forget(): void {
    this.behaviour = [];
    this.requests = [];
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
    rmSync(this.root, { recursive: true, force: true });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.requests.push(request);
    const special = this.behaviour.shift();
    if (special) {
      special(request, response);
      return;
    }
    if (request.headers['if-none-match'] === '"tag"') {
      response.writeHead(304).end();
      return;
    }
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const { length } = this.data;
    const part = from > 0 && { 'content-range': `bytes ${from}-${length - 1}/${length}` };
    const headers = { etag: '"tag"', 'content-length': length - from, ...part };
    response.writeHead(from > 0 ? 206 : 200, headers).end(this.data.subarray(from));
  }
}

const sink = { write() {}, flush: async () => {}, backlog: 0, lost: 0 };
const log = new JobLog(sink, new RecordClock(), new Mask([]));
