// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProcesses } from '@lava/kit/process/hunt.ts';
import { Progress } from '@lava/kit/progress.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startNbd } from './nbd.ts';

const directory = mkdtempSync(join(tmpdir(), 'lava-nbd-'));
const image = join(directory, 'disk');
const progress = Progress.root();
beforeAll(() => {
  writeFileSync(image, '');
  truncateSync(image, 1 << 20);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function firstBytes(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', reject).once('data', (data) => {
      resolve(data.toString('latin1', 0, 8));
      socket.destroy();
    });
  });
}

describe('a disk by NBD', () => {
  it('is served to one client after another on a free port, until it is stopped', async () => {
    const server = await startNbd(progress, image);
    const variable = `LAVA_NBD=${process.pid}.${server.port}`;
    try {
      for (let i = 0; i < 3; i++) expect(await firstBytes(server.port)).toBe('NBDMAGIC');
      expect(findProcesses({ variable })).not.toEqual([]);
    } finally {
      await server.stop();
    }
    expect(findProcesses({ variable })).toEqual([]);
    await expect(firstBytes(server.port)).rejects.toThrow('ECONNREFUSED');
  });

  it('is not served on a port that is taken', async () => {
    const other = createServer().listen(0);
    const { port } = other.address() as { port: number };
    await expect(startNbd(progress, image, port)).rejects.toMatchObject({ code: 'host-tool-failed' });
    other.close();
  });
});
