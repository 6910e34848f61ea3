// SPDX-License-Identifier: Apache-2.0
import { execFile, execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TftpServer } from './server.ts';

const root = mkdtempSync(join(tmpdir(), 'lava-tftp-'));
const served = join(root, 'served');
const told: { file: string; problem?: string | undefined }[] = [];
let server: TftpServer;
beforeAll(async () => {
  mkdirSync(join(served, 'job/kernel'), { recursive: true });
  writeFileSync(join(root, 'secret'), 'secret');
  symlinkSync('../secret', join(served, 'link'));
  symlinkSync('..', join(served, 'out'));
  execFileSync('mkfifo', [join(served, 'fifo')]);
  server = await TftpServer.start({
    directory: served,
    host: '127.0.0.1',
    port: 0,
    tell: (e) => told.push(e),
  });
});
afterAll(() => {
  server.close();
  rmSync(root, { recursive: true, force: true });
});

/** By curl, a client that is not ours. */
function curl(name: string, ...options: string[]): Promise<{ code: number; file: string }> {
  const to = join(root, 'got');
  rmSync(to, { force: true });
  const url = `tftp://127.0.0.1:${server.port}/${name}`;
  return new Promise((resolve) => {
    execFile('curl', ['-sS', '--path-as-is', '--max-time', '60', ...options, '-o', to, url], (error) =>
      resolve({ code: Number(error?.code ?? 0), file: to }),
    );
  });
}

/** By hand: each packet that comes is given to `answer`, which says which block is acknowledged, or nothing. */
function fetchBy(options: string[], answer: (block: number, count: number) => number | undefined) {
  const socket = createSocket('udp4');
  const blocks = new Map<number, Buffer>();
  let confirmed = '';
  let count = 0;
  const words = ['job/kernel/Image', 'octet', ...options];
  socket.send(
    Buffer.from(`\0\x01${words.map((word) => `${word}\0`).join('')}`, 'latin1'),
    server.port,
    '127.0.0.1',
  );
  return new Promise<{ blocks: Map<number, Buffer>; confirmed: string; packets: number }>((resolve) => {
    const size = Number(options[options.indexOf('blksize') + 1] ?? 512) || 512;
    socket.on('message', (packet, { port }) => {
      const [code, block] = [packet.readUInt16BE(0), packet.readUInt16BE(2)];
      count++;
      if (code === 6) confirmed = packet.subarray(2).toString('latin1');
      else blocks.set(block, packet.subarray(4));
      const number = code === 6 ? 0 : answer(block, count);
      if (number !== undefined)
        socket.send(Buffer.from([0, 4, number >> 8, number & 255]), port, '127.0.0.1');
      if (code !== 6 && packet.length - 4 < size && number === block) {
        socket.close();
        resolve({ blocks, confirmed, packets: count });
      }
    });
  });
}

describe('the TFTP server', () => {
  it.each([
    ['an empty file', 0, ['--tftp-no-options']],
    ['whole blocks', 1024, []],
    ['a file without options', 100_001, ['--tftp-no-options']],
    ['large blocks', 3_000_000, ['--tftp-blksize', '8192']],
  ])('sends %s to curl', async (_, size, options) => {
    const content = Buffer.from(Array.from({ length: size }, (__, i) => (i * 7 + (i >> 8)) & 255));
    writeFileSync(join(served, 'job/kernel/Image'), content);
    const { code, file } = await curl('job/kernel/Image', ...options);
    expect(code).toBe(0);
    expect(readFileSync(file).equals(content)).toBe(true);
  });

  it('sends windows of blocks, from the first that is missing, and says the size', async () => {
    writeFileSync(join(served, 'job/kernel/Image'), Buffer.alloc(10_000, 'x'));
    let lost = false;
    const { blocks, confirmed } = await fetchBy(
      ['blksize', '1000', 'windowsize', '4', 'tsize', '0'],
      (block) => {
        if (block === 3 && !lost) {
          lost = true;
          return 2;
        }
        return block % 4 === 2 || block === 11 ? block : undefined;
      },
    );
    expect(confirmed).toBe('blksize\x001000\0windowsize\x004\0tsize\x0010000\0');
    expect([...blocks.keys()].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(
      Buffer.concat([...blocks.entries()].sort(([a], [b]) => a - b).map(([, each]) => each)).length,
    ).toBe(10_000);
  });

  it('counts on after 65,535 blocks', async () => {
    writeFileSync(join(served, 'job/kernel/Image'), Buffer.alloc(600_000, 'x'));
    let next = 1;
    await fetchBy(['blksize', '8', 'windowsize', '32'], (block) => {
      if (block !== (next & 0xffff)) return undefined;
      const whole = next % 32 === 0 || next === 75_001;
      next++;
      return whole ? block : undefined;
    });
    expect(next).toBe(75_002);
  });

  it('sends again what was lost, and once what was acknowledged twice', async () => {
    writeFileSync(join(served, 'job/kernel/Image'), Buffer.alloc(2_000, 'x'));
    let ignored = false;
    const { packets } = await fetchBy([], (block) => {
      if (block === 2 && !ignored) {
        ignored = true;
        return 1;
      }
      return block;
    });
    expect(packets).toBe(5);
  });

  it.each([
    '../secret',
    'job/../../secret',
    'link',
    'out/secret',
    'fifo',
    'job',
    '',
    'none',
    'job/kernel/none/x',
  ])('does not send %s', async (name) => {
    const { code } = await curl(name);
    // TFTP: file not found, or access violation.
    expect([68, 69]).toContain(code);
  });

  it('lets one address have some of the places, and none of them for long', async () => {
    writeFileSync(join(served, 'job/kernel/Image'), 'content');
    const request = Buffer.from('\0\x01job/kernel/Image\0octet\0timeout\x00255\0', 'latin1');
    const clients = Array.from({ length: 17 }, () => createSocket('udp4'));
    const answers = clients.map(
      (socket) => new Promise<Buffer>((resolve) => socket.once('message', resolve)),
    );
    const own = await TftpServer.start({ directory: served, host: '127.0.0.1', port: 0, tell: () => {} });
    for (const socket of clients) socket.send(request, own.port, '127.0.0.1');
    const packets = await Promise.all(answers);
    const refused = packets.filter((packet) => packet.readUInt16BE(0) === 5);
    expect(refused.map(String).join()).toContain('too many transfers');
    expect(refused).toHaveLength(1);
    // The others have the file without the option: DATA, not a confirmation.
    expect(packets.filter((packet) => packet.readUInt16BE(0) === 3)).toHaveLength(16);
    for (const socket of clients) socket.close();
    own.close();
  });

  it('takes nothing, and bears what is not a request', async () => {
    const url = `tftp://127.0.0.1:${server.port}/new`;
    const status = await new Promise((resolve) =>
      execFile('curl', ['-sS', '--max-time', '20', '-T', join(root, 'secret'), url], (error) =>
        resolve(error?.code),
      ),
    );
    expect(status).not.toBe(0);
    const socket = createSocket('udp4');
    for (const text of [
      '',
      '\0',
      '\0\x01',
      '\0\x01a',
      '\0\x01a\0octet',
      '\xff\xff\0\0',
      '\0\x01a\0octet\0blksize\0',
    ])
      socket.send(Buffer.from(text, 'latin1'), server.port, '127.0.0.1');
    writeFileSync(join(served, 'job/kernel/Image'), 'still there');
    const { code, file } = await curl('job/kernel/Image');
    socket.close();
    expect(code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('still there');
    expect(told.some(({ file: name, problem }) => name === 'link' && problem !== undefined)).toBe(true);
  });
});
