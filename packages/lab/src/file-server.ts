// SPDX-License-Identifier: Apache-2.0
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { freePort } from './port.ts';

export interface FileServer {
  /** Without a slash at its end. */
  url: string;
  close(): Promise<void>;
}

/**
 * Serves the files of a directory on the loopback: ranges, so that interrupted downloads can resume, and validators, so
 * that what a cache holds is not sent again.
 *
 * @param port taken when it is free; 0 for any
 */
export async function serveFiles(directory: string, port = 0): Promise<FileServer> {
  const server = createServer((request, response) => {
    answer(directory, request, response).catch(() => response.destroy()); // the client went away: nobody to tell
  });
  const free = await freePort(port);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(free, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(directory: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
  const file = join(directory, normalize(`/${path}`));
  const info = await stat(file).catch(() => undefined);
  if (!info?.isFile() || (request.method !== 'GET' && request.method !== 'HEAD')) {
    response.writeHead(404).end('no such file\n');
    return;
  }
  const { 'if-none-match': known, 'if-range': unchanged, range: wanted } = request.headers;
  const etag = `"${info.size.toString(16)}-${Math.floor(info.mtimeMs).toString(16)}"`;
  if (known === etag) {
    response.writeHead(304, { etag }).end();
    return;
  }
  const range = unchanged === undefined || unchanged === etag ? parseRange(wanted, info.size) : undefined;
  if (range === 'impossible') {
    response.writeHead(416, { 'content-range': `bytes */${info.size}` }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: info.size - 1 };
  response.writeHead(range ? 206 : 200, {
    'content-type': 'application/octet-stream',
    'content-length': end - start + 1,
    'accept-ranges': 'bytes',
    'last-modified': info.mtime.toUTCString(),
    etag,
    ...(range && { 'content-range': `bytes ${start}-${end}/${info.size}` }),
  });
  if (request.method === 'HEAD' || info.size === 0) response.end();
  else await pipeline(createReadStream(file, { start, end }), response);
}

/** One range, as curl and our dispatcher ask; undefined for none, or for what may be ignored (RFC 9110, 14.2). */
function parseRange(header: string | undefined, size: number) {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const start = match[1] ? Number(match[1]) : Math.max(0, size - Number(match[2]));
  const end = match[1] && match[2] ? Math.min(Number(match[2]), size - 1) : size - 1;
  return start > end ? 'impossible' : { start, end };
}
