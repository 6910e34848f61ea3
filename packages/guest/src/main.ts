// SPDX-License-Identifier: Apache-2.0
import { chmod, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { withTask } from '@lava/kit/task-line.ts';
import { GUEST_ARCHES, type GuestArch, hostGuest } from './guest.ts';
import { makePayload, suiteFor } from './payload.ts';

const HELP = `usage: lava-make-guest [--arch ARCH] [DIR]

Makes what a first job boots: Debian's smallest kernel and a ramdisk with busybox, for the architecture of this machine, from its
own package mirror (20 MB). Nothing is installed. Into DIR/kernel and DIR/ramdisk.cpio.gz; default /srv/images, where
examples/jobs/qemu-first-job.yaml looks.

  --arch ARCH   ${GUEST_ARCHES.join(', ')}: for boards, by default into /srv/images/ARCH, where examples/jobs/u-boot-first-job.yaml looks
`;

/** Where the examples look. */
const IMAGES = '/srv/images';

const FILES = ['kernel', 'ramdisk.cpio.gz'];

/** `lava-make-guest` of the package lava-dispatcher. */
async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { arch: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help || positionals.length > 1) {
    process.stdout.write(HELP);
    return values.help ? 0 : 2;
  }
  const asked = values.arch;
  const arch = asked === undefined ? hostGuest() : architecture(asked);
  const [directory = asked === undefined ? IMAGES : join(IMAGES, arch)] = positionals;
  await mkdir(directory, { recursive: true });
  const work = await mkdtemp(join(directory, '.making-'));
  try {
    const suite = await suiteFor(arch);
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

/** @throws Error for a word that is none */
function architecture(word: string): GuestArch {
  const found = GUEST_ARCHES.find((arch) => arch === word);
  if (!found) throw new Error(`--arch must be one of ${GUEST_ARCHES.join(', ')}, found "${word}"`);
  return found;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`lava-make-guest: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
