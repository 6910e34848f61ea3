// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { forward } from './forward.ts';

let directory: string;
let web: Server;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'forward-'));
  web = createServer((_, response) => response.end('far'));
  web.listen(0, '127.0.0.1');
  await once(web, 'listening');
});
afterEach(() => {
  web.close();
  rmSync(directory, { recursive: true });
});

it('passes connections through a socket that every network of the machine can reach, until it is closed', async () => {
  const socket = join(directory, 'socket');
  const inner = await forward(socket, { host: '127.0.0.1', port: (web.address() as AddressInfo).port });
  const outer = await forward({ host: '127.0.0.1', port: 0 }, socket);
  const url = `http://127.0.0.1:${outer.port}`;
  expect(await (await fetch(url)).text()).toBe('far');
  await inner.close();
  await expect(fetch(url)).rejects.toThrow(); // the far end is gone: broken off, not left hanging
  await outer.close();
  await expect(fetch(url)).rejects.toThrow();
});
