// SPDX-License-Identifier: Apache-2.0
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getPayload, type Payload } from '@lava/guest/payload.ts';
import { buildRamdisk } from '@lava/guest/ramdisk.ts';
import { type FileServer, serveFiles } from '@lava/lab/file-server.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guestJob, inline, qemuDevice } from './guest-job.ts';
import { Workspace } from './run.ts';

const space = new Workspace();
let payload: Payload;
let server: FileServer;

/** A ramdisk whose first process is this script. */
function ramdiskOf(name: string, script: string): { url: string } {
  const path = join(space.root, name);
  const init = `#!/bin/sh
/bin/busybox mount -t proc proc /proc
${script}`;
  writeFileSync(path, buildRamdisk({ busybox: readFileSync(payload.busybox), init }));
  return { url: `file://${path}` };
}

beforeAll(async () => {
  payload = await getPayload('amd64');
  server = await serveFiles(payload.directory);
});

afterAll(async () => {
  await server.close();
  space.remove();
});

const device = () => qemuDevice(payload);

describe('a job that cannot work ends with one clear message', () => {
  it('when the definition is not YAML', async () => {
    const { status, verdict } = await space.run({
      job: {},
      device: device(),
      extra: { definition: 'a: [b' },
    });
    expect(status).toMatchObject({ health: 'incomplete', code: 'yaml-syntax', kind: 'job' });
    expect(verdict('lava', 'job')).toBe('fail');
  });

  it('when the device has no such method', async () => {
    const { status, text } = await space.run({
      job: guestJob({ payload, boot: { method: 'u-boot', commands: 'ramdisk' } }),
      device: device(),
    });
    expect(status).toMatchObject({ code: 'method-none', kind: 'job' });
    expect(text('exception')).toContain('the device has no boot method u-boot');
  });

  it('when an image is not there', async () => {
    const { status, verdict } = await space.run({
      job: guestJob({ payload, kernel: { url: `${server.url}/nothing` } }),
      device: device(),
    });
    expect(status).toMatchObject({ code: 'download-missing', kind: 'job' });
    expect(status.message).toContain('404');
    expect(verdict('lava', 'http-download')).toBe('fail');
  });

  it('when a local file is not there', async () => {
    const { status } = await space.run({
      job: guestJob({ payload, kernel: { url: 'file:///nowhere/kernel' } }),
      device: device(),
    });
    expect(status).toMatchObject({ code: 'download-missing', kind: 'job' });
  });

  it('when a checksum differs', async () => {
    const { status } = await space.run({
      job: guestJob({ payload, kernel: { url: `${server.url}/kernel`, sha256sum: 'ab'.repeat(32) } }),
      device: device(),
    });
    expect(status).toMatchObject({ code: 'download-checksum', kind: 'job' });
    expect(status.message).toContain('ab'.repeat(32));
  });

  it('when an image is not gzip', async () => {
    const { status } = await space.run({
      job: guestJob({ payload, kernel: { url: `${server.url}/kernel`, compression: 'gz' } }),
      device: device(),
    });
    expect(status).toMatchObject({ code: 'decompress-failed', kind: 'job' });
  });

  it('when QEMU refuses its command line', async () => {
    const { status } = await space.run({
      job: guestJob({ payload, kernel: { image_arg: '-kernel {kernel} -cpu nonsense' } }),
      device: device(),
    });
    expect(status).toMatchObject({ code: 'qemu-failed', kind: 'job' });
    expect(status.message).toContain('nonsense');
  });

  it('when a program is missing on the worker', async () => {
    const bad = device();
    bad.actions.boot.methods.qemu.parameters.command = 'qemu-system-none';
    const { status } = await space.run({ job: guestJob({ payload }), device: bad });
    expect(status).toMatchObject({ code: 'host-tool-missing', kind: 'infrastructure' });
    expect(status.message).toContain('qemu-system-none');
  });

  it('when the guest never prompts', async () => {
    const { status, text } = await space.run({
      job: guestJob({ payload, boot: { prompts: ['never-printed'], timeout: { seconds: 12 } } }),
      device: device(),
    });
    expect(status).toMatchObject({ code: 'login-failed', kind: 'job' });
    expect(text('warning')).toContain('never-printed');
  });

  it('when the kernel panics, without waiting for the timeout', async () => {
    const { status, verdict } = await space.run({
      job: guestJob({ payload, ramdisk: ramdiskOf('panic', 'exit 3\n') }),
      device: device(),
    });
    expect(status).toMatchObject({ code: 'kernel-failure', kind: 'job' });
    expect(status.message).toContain('Attempted to kill init');
    expect(verdict('lava', 'kernel-messages')).toBe('fail');
  });

  it('when the kernel panics in the middle of the tests', async () => {
    const { status } = await space.run({
      job: guestJob({
        payload,
        steps: ['lava-test-case before --result pass', 'echo c >/proc/sysrq-trigger'],
      }),
      device: device(),
    });
    expect(status).toMatchObject({ code: 'kernel-failure', kind: 'job' });
  });

  it('when a test script never returns', async () => {
    const { status, verdict } = await space.run({
      job: guestJob({
        payload,
        tests: [
          {
            timeout: { seconds: 5 },
            definitions: [inline('run', ['lava-test-case a --result pass', 'sleep 1000'])],
          },
        ],
      }),
      device: device(),
    });
    expect(status).toMatchObject({ code: 'test-timeout', kind: 'test' });
    expect(verdict('0_run', 'a')).toBe('pass');
    expect(verdict('lava', '0_run')).toBe('fail');
  });

  it('when a script raises', async () => {
    const { status } = await space.run({
      job: guestJob({ payload, steps: ['lava-test-raise the board is wet'] }),
      device: device(),
    });
    expect(status).toMatchObject({ code: 'test-raised', kind: 'test', message: 'the board is wet' });
  });

  it('when the guest powers itself off', async () => {
    const { status } = await space.run({
      job: guestJob({ payload, steps: ['poweroff -f'] }),
      device: device(),
    });
    expect(status).toMatchObject({ code: 'qemu-failed', kind: 'job' });
  });

  it('when a pattern never finishes', async () => {
    const { status } = await space.run({
      job: guestJob({
        payload,
        tests: [
          {
            definitions: [
              inline(
                'run',
                [`echo ${'a'.repeat(50)}b`],
                {},
                { parse: { pattern: '(?P<test_case_id>(a+)+)$' } },
              ),
            ],
          },
        ],
      }),
      device: device(),
    });
    expect(status).toMatchObject({ code: 'test-pattern', kind: 'test' });
  });

  it('when the overlay is not on the device', async () => {
    const { status } = await space.run({
      job: guestJob({ payload, ramdisk: { overlays: undefined, format: undefined }, steps: ['true'] }),
      device: device(),
    });
    expect(status).toMatchObject({ code: 'overlay-failed' });
  });

  it('when it writes too much log', async () => {
    const { status, records } = await space.run({
      job: guestJob({ payload, steps: ['while :; do echo filling up the log with lines; done'] }),
      device: device(),
      logBytes: 1_000_000,
    });
    expect(status).toMatchObject({ code: 'log-limit', kind: 'job' });
    expect(records.at(-1)?.status).toMatchObject({ code: 'log-limit' });
  });
});

describe('a job that is hard to watch', () => {
  it('prints thirty thousand lines and garbage, and completes', async () => {
    const { status, records, verdict } = await space.run({
      job: guestJob({
        payload,
        steps: [
          'seq 1 30000',
          'head -c 200000 /dev/urandom',
          'head -c 3000000 /dev/zero | tr "\\0" x; echo',
          'echo; lava-test-case still-here --result pass',
        ],
      }),
      device: device(),
    });
    expect(status).toMatchObject({ health: 'complete' });
    expect(verdict('0_run', 'still-here')).toBe('pass');
    const numbers = records
      .filter(({ lvl, msg }) => lvl === 'target' && /^\d+$/.test(String(msg)))
      .map(({ msg }) => Number(msg));
    expect(numbers.length).toBeGreaterThanOrEqual(30_000);
    expect(numbers.slice(0, 30_000).every((number, i) => number === i + 1)).toBe(true);
  });

  it('continues after a test whose timeout says skip', async () => {
    const { status, verdict } = await space.run({
      job: guestJob({
        payload,
        tests: [
          { timeout: { seconds: 4, skip: true }, definitions: [inline('slow', ['sleep 1000'])] },
          {
            interactive: [
              { name: 'after', prompts: ['/ # '], script: [{ command: '\u0003', name: 'interrupt' }] },
            ],
          },
        ],
      }),
      device: device(),
    });
    expect(status).toMatchObject({ health: 'complete' });
    expect(verdict('lava', '0_slow')).toBe('fail');
    expect(verdict('1_after', 'interrupt')).toBe('pass');
  });

  it('is canceled', async () => {
    const running = space.start({
      job: guestJob({ payload, steps: ['echo now-; sleep 1000'] }),
      device: device(),
    });
    await running.until('STARTRUN');
    running.child.kill('SIGTERM');
    const { status, exitCode } = await running.finished();
    expect(status).toMatchObject({ health: 'canceled', code: 'canceled', kind: 'canceled' });
    expect(exitCode).toBe(4);
  });

  it('leaves nothing outside its process group when it is killed', async () => {
    const running = space.start({ job: guestJob({ payload, steps: ['sleep 1000'] }), device: device() });
    await running.until('STARTRUN');
    expect(running.processes()).toBeGreaterThanOrEqual(2);
    process.kill(-(running.child.pid ?? 0), 'SIGKILL');
    await expect.poll(() => running.processes(), { timeout: 60_000 }).toBe(0);
  });

  const mounted = spawnSync('unshare', ['-m', 'true']).status === 0;
  it.skipIf(!mounted)('runs out of disk on the worker', async () => {
    const disk = join(space.root, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', disk]);
    try {
      const { status } = await space.run({
        job: guestJob({ payload, steps: ['while :; do echo filling up the disk with lines; done'] }),
        device: device(),
        directory: disk,
      });
      expect(status).toMatchObject({ code: 'disk-full', kind: 'infrastructure' });
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  });
});
