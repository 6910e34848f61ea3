// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRegular, readRegular } from './regular-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'lava-regular-'));
const at = (name: string) => join(directory, name);
const server = createServer();
beforeAll(async () => {
  writeFileSync(at('file'), 'content');
  execFileSync('mkfifo', [at('fifo')]);
  symlinkSync('file', at('link'));
  symlinkSync('fifo', at('link-to-fifo'));
  symlinkSync('/dev/zero', at('link-to-device'));
  server.listen(at('socket'));
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

describe('openRegular', () => {
  it('opens a regular file, also through a link', () => {
    for (const name of ['file', 'link']) closeSync(openRegular(at(name)));
    expect(() => openRegular(at('link'), { follow: false })).toThrow('ELOOP');
  });

  it.each(['fifo', 'link-to-fifo', 'link-to-device', 'socket', '.', '/dev/null', '/dev/tty0'])(
    'never waits for, and refuses, %s',
    (name) => {
      expect(() => openRegular(name.startsWith('/') ? name : at(name))).toThrow(/regular file|ENOENT|EACCES/);
    },
  );
});

it('reads no more than it may', () => {
  expect(readRegular(at('file'), 7).toString()).toBe('content');
  expect(() => readRegular(at('file'), 6)).toThrow('must be at most 6 bytes');
});
