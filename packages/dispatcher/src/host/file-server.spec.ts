// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FileServer } from './file-server.ts';

const directory = mkdtempSync(join(tmpdir(), 'lava-files-'));
const path = join(directory, 'file');
writeFileSync(path, 'content');
const server = await FileServer.start();
const url = server.add('127.0.0.1', path, 'file');
const { port, pathname } = new URL(url);
afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

/** What a host of the network gets that sends these bytes. */
async function send(bytes: string | Buffer, last = true): Promise<string> {
  const socket = connect(Number(port), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk.toString();
  });
  socket.on('error', () => undefined);
  if (last) socket.end(bytes);
  else socket.write(bytes);
  await new Promise((resolve) => socket.on('close', resolve));
  return answer;
}

const get = (target: string) => send(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, false);

describe('the file server of a job', () => {
  it('serves what was added, and its head', async () => {
    expect(await (await fetch(url)).text()).toBe('content');
    const head = await fetch(url, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe('7');
  });

  it.each([
    '//',
    '///',
    '//[',
    'http://[',
    '*',
    '/%',
    `/${'a'.repeat(10_000)}`,
    '/tmp',
    '/../etc/passwd',
    '?#',
  ])('survives GET %s', async (target) => {
    expect(await get(target)).not.toContain('200 OK');
    expect(await get(pathname)).toContain('content');
  });

  it.each([
    ['garbage', Buffer.from([0, 1, 2, 255, 254])],
    ['a connection without a request', ''],
    ['a broken head', 'GET / HTTP/1.1\r\nX'],
    ['CONNECT', 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['an upgrade', 'GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n'],
    ['an endless head', `GET / HTTP/1.1\r\n${'X: y\r\n'.repeat(50_000)}\r\n`],
  ])('survives %s', async (_, bytes) => {
    await send(bytes);
    expect(await get(pathname)).toContain('content');
  });

  it('survives a file that is gone, or has become something else', async () => {
    const file = join(directory, 'other');
    const { pathname: place } = new URL(server.add('127.0.0.1', file, 'other'));
    expect(await get(place)).toContain('404');
    execFileSync('mkfifo', [file]);
    expect(await get(place)).toContain('404');
  });

  it('survives a device that goes away in the middle', async () => {
    const large = join(directory, 'large');
    writeFileSync(large, Buffer.alloc(20_000_000));
    const { pathname: place } = new URL(server.add('127.0.0.1', large, 'large'));
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`GET ${place} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await once(socket, 'data');
    socket.destroy();
    expect(await get(pathname)).toContain('content');
  });
});
