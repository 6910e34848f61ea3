// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { executes } from '@lava/dispatcher/testing/executed.ts';
import { GUEST_ARCHES } from '@lava/guest/guest.ts';
import { getPayload, type Payload } from '@lava/guest/payload.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { guestJob, qemuDevice } from './guest-job.ts';
import { Workspace } from './run.ts';

const space = new Workspace();
afterAll(() => space.remove());

describe.each(GUEST_ARCHES)('a guest of architecture %s', async (arch) => {
  const payload = await getPayload(arch).catch((error: Error) => error);

  it.skipIf(payload instanceof Error)('boots, runs tests and reports', async () => {
    const ready = payload as Payload;
    const steps = ['lava-test-case machine --result pass', 'uname -m'];
    const { status, verdict } = await space.run({
      job: guestJob({ payload: ready, steps }),
      device: qemuDevice(ready),
    });
    expect(status).toMatchObject({ health: 'complete' });
    expect(verdict('0_run', 'machine')).toBe('pass');
  });
});

describe('a ramdisk takes the overlay', async () => {
  const payload = await getPayload('amd64');
  const plain = gunzipSync(readFileSync(payload.ramdisk));

  it.each([
    ['uncompressed', undefined, ['cat']],
    ['xz', 'xz', ['xz', '--check=crc32', '-1']],
    ['zstd', 'zstd', ['zstd', '-q']],
    ['bz2', 'bz2', ['bzip2', '-1']],
  ])('%s', async (name, compression, [program = '', ...args]) => {
    const path = join(space.root, `ramdisk-${name}`);
    writeFileSync(path, execFileSync(program, args, { input: plain, maxBuffer: 1e9 }));
    const extra = join(space.root, 'extra.txt');
    writeFileSync(extra, 'extra content\n');
    const overlays = { lava: true, extra: { url: `file://${extra}`, format: 'file', path: '/etc/extra' } };
    const job = guestJob({
      payload,
      ramdisk: { url: `file://${path}`, compression, overlays },
      steps: ['lava-test-case extra --shell grep -q "extra content" /etc/extra'],
    });
    const { status, verdict } = await space.run({ job, device: qemuDevice(payload) });
    expect(status).toMatchObject({ health: 'complete' });
    expect(verdict('0_run', 'extra')).toBe('pass');
  });
});

describe('a boot that fails', async () => {
  const payload = await getPayload('amd64');

  it('is tried again with a new QEMU', async () => {
    const job = guestJob({
      payload,
      boot: { prompts: ['never'], failure_retry: 2, failure_retry_interval: 1, timeout: { seconds: 14 } },
    });
    const { status, text, results } = await space.run({ job, device: qemuDevice(payload) });
    expect(status).toMatchObject({ health: 'incomplete' });
    expect(text('error')).toContain('boot-image-retry failed: 1 of 2 attempts');
    expect(results.filter((each) => each.case === 'execute-qemu').length).toBeGreaterThanOrEqual(2);
  });
});

executes('real', 'boot qemu', 'deploy tmpfs', 'test definitions');
