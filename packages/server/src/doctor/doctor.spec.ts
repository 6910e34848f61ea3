// SPDX-License-Identifier: Apache-2.0
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '@lava/kit/doctor/finding.ts';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectionConfig } from '../db/connection.ts';
import { serverKeys } from '../processes/server-keys.ts';
import { readSettings } from '../settings.ts';
import { createTestDatabase } from '../testing/database.ts';
import { examineServer } from './doctor.ts';

let url: string;
let drop: () => Promise<void>;
let state: string;
let web: Server;
beforeAll(async () => {
  ({ url, drop } = await createTestDatabase());
  web = createServer((_, response) => response.end('{"health":"good"}'));
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await new Promise((resolve) => web.close(resolve));
  await drop();
});
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'lava-doctor-'));
  writeFileSync(join(state, 'settings.yaml'), '{}\n');
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

async function examine(...flags: string[]): Promise<Map<string, Finding>> {
  const { port } = web.address() as AddressInfo;
  const ports = ['--http-port', String(port), '--control-port', String(port), '--log-port', '0'];
  const { settings } = readSettings(['--state-dir', state, ...ports, ...flags], {
    LAVA_SETTINGS: join(state, 'settings.yaml'),
  });
  return new Map((await examineServer(settings)).map((finding) => [finding.check, finding]));
}

async function query(sql: string): Promise<void> {
  const client = new pg.Client(connectionConfig(url, 'test'));
  await client.connect();
  await client.query(sql);
  await client.end();
}

describe('doctor of the server', () => {
  it('finds what works, and a web server where the worker link should be', async () => {
    serverKeys({ stateDir: state });
    const found = await examine('--database-url', url);
    for (const check of ['state directory', 'key', 'database', 'clock', 'web port']) {
      expect(found.get(check), check).toMatchObject({ state: 'ok' });
    }
    expect(found.get('control port')).toMatchObject({
      state: 'error',
      message: expect.stringContaining('is a web server'),
    });
  });

  it('finds a key for everybody, and that the embedded database is not running, which it does not start', async () => {
    serverKeys({ stateDir: state });
    chmodSync(join(state, 'server.key'), 0o644);
    const found = await examine();
    expect(found.get('key')).toMatchObject({ state: 'error' });
    expect(found.get('database')).toMatchObject({
      state: 'error',
      message: expect.stringContaining('not running'),
    });
  });

  it('finds a worker of another version, and a schema from the future', async () => {
    await query(`insert into workers (name, version) values ('lab-1', '0.0.1')`);
    await query(`insert into migrations select max(version) + 1, 'future', '' from migrations`);
    const found = await examine('--database-url', url);
    expect(found.get('versions')).toMatchObject({
      state: 'warning',
      message: expect.stringContaining('lab-1'),
    });
    expect(found.get('database')).toMatchObject({
      state: 'error',
      message: expect.stringContaining('newer'),
    });
  });

  it('tells a web server of somebody else from ours that is not well', async () => {
    const bodies = ['<h1>nginx</h1>', '{"code":"database-down","message":"no database"}'];
    const other = createServer((_, response) => {
      response.statusCode = 503;
      response.end(bodies.shift());
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const hints: (string | undefined)[] = [];
    for (const _ of [1, 2]) {
      const found = await examine('--database-url', url, '--http-port', String(port));
      hints.push(found.get('web port')?.hint);
    }
    await new Promise((resolve) => other.close(resolve));
    expect(hints).toEqual([expect.stringContaining(`ss -ltnp 'sport = :${port}'`), "see the server's log"]);
  });

  it('says why a database does not answer', async () => {
    const found = await examine('--database-url', 'postgres://x@127.0.0.1:1/x');
    expect(found.get('database')).toMatchObject({
      state: 'error',
      message: expect.stringContaining('REFUSED'),
    });
  });
});
