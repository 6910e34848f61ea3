// SPDX-License-Identifier: Apache-2.0
import { chmod, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withTask } from '@lava/kit/task-line.ts';
import { hostSuite } from './debian-archive.ts';
import { hostGuest } from './guest.ts';
import { makePayload } from './payload.ts';

const HELP = `usage: lava-make-guest [DIR]

Makes what a first job boots under QEMU: Debian's smallest kernel and a ramdisk with busybox, for the architecture of this
machine, from its own package mirror (20 MB). Nothing is installed. Into DIR/kernel and DIR/ramdisk.cpio.gz; default /srv/images,
where examples/jobs/qemu-first-job.yaml looks.
`;

const FILES = ['kernel', 'ramdisk.cpio.gz'];

/** `lava-make-guest` of the package lava-dispatcher. */
async function main([directory = '/srv/images']: string[]): Promise<number> {
  if (directory.startsWith('-')) {
    process.stdout.write(HELP);
    return directory === '--help' || directory === '-h' ? 0 : 2;
  }
  const arch = hostGuest();
  await mkdir(directory, { recursive: true });
  const work = await mkdtemp(join(directory, '.making-'));
  try {
    const suite = await hostSuite();
    await withTask(`kernel and ramdisk for ${arch}`, (task) => makePayload(arch, suite, work, task));
    const { versions } = JSON.parse(await readFile(join(work, 'out/payload.json'), 'utf8'));
    for (const name of FILES) {
      // Jobs run by an account of their own.
      await chmod(join(work, 'out', name), 0o644);
      await rename(join(work, 'out', name), join(directory, name));
      process.stdout.write(`${join(directory, name)}\n`);
    }
    const made = Object.entries(versions).map((entry) => entry.join(' '));
    process.stdout.write(`made of ${made.join(', ')}\n`);
    return 0;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`lava-make-guest: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
