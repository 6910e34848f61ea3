// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Task } from '@lava/kit/task-line.ts';
import { hostSuite, openArchive } from './debian-archive.ts';
import { GUESTS, type GuestArch } from './guest.ts';
import { packModules } from './modules.ts';
import { monthly } from './monthly.ts';
import { buildRamdisk } from './ramdisk.ts';

/** What a guest boots, as files in one directory. */
export interface Payload {
  arch: GuestArch;
  directory: string;
  kernel: string;
  /** Busybox with a shell on the console, gzip-compressed cpio. */
  ramdisk: string;
  /** The same with a `login:` prompt. */
  loginRamdisk: string;
  /** Static busybox of the guest, for ramdisks of one's own. */
  busybox: string;
  /** Its modules for a network and a root over it, as a compressed tar archive. */
  modules: string;
  /** Versions of the Debian packages that it is made of. */
  versions: Record<string, string>;
}

/** Changes when what is made changes, so that a cached payload of an older checkout is made again. */
const FORM = 4;

/** Where payloads are kept for all demos and tests of the user: `LAVA_DEV_CACHE`, or the usual place of caches. */
export function cacheDirectory(): string {
  const fallback = process.getuid?.() === 0 ? '/var/cache' : join(homedir(), '.cache');
  return process.env.LAVA_DEV_CACHE || join(process.env.XDG_CACHE_HOME || fallback, 'lava-dev');
}

/**
 * Kernel of Debian and a busybox ramdisk for a guest; made once a month (download of 20 to 60 MB), then from the cache.
 *
 * @throws Error when the Debian archive cannot be reached and the cache has none of an earlier month
 */
export async function getPayload(arch: GuestArch, task?: Task): Promise<Payload> {
  const guest = GUESTS[arch];
  const suite = await suiteFor(arch);
  const root = join(cacheDirectory(), 'payload');
  const kept = monthly(root, `${suite}-${arch}`, [FORM, guest]);
  let directory = kept.path;
  if (!existsSync(join(directory, 'payload.json'))) {
    try {
      await keepPayload(arch, suite, directory, task);
      kept.prune();
    } catch (error) {
      if (kept.older === undefined) throw error;
      directory = kept.older;
    }
  }
  const { versions } = JSON.parse(await readFile(join(directory, 'payload.json'), 'utf8')) as Pick<
    Payload,
    'versions'
  >;
  const file = (name: string) => join(directory, name);
  return {
    arch,
    directory,
    kernel: file('kernel'),
    ramdisk: file('ramdisk.cpio.gz'),
    loginRamdisk: file('ramdisk-login.cpio.gz'),
    busybox: file('busybox'),
    modules: file('modules.tar.gz'),
    versions,
  };
}

/** Debian release that guests are made of: the host's own, where that has the architecture. */
export async function suiteFor(arch: GuestArch): Promise<string> {
  const own = await hostSuite();
  return GUESTS[arch].since === 'trixie' && own === 'bookworm' ? 'trixie' : own;
}

async function keepPayload(
  arch: GuestArch,
  suite: string,
  directory: string,
  task: Task | undefined,
): Promise<void> {
  const root = join(directory, '..');
  await mkdir(root, { recursive: true });
  const work = await mkdtemp(join(root, '.making-'));
  try {
    await makePayload(arch, suite, work, task);
    await rename(join(work, 'out'), directory).catch((error: NodeJS.ErrnoException) => {
      // Somebody else was faster, with the same content.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Into the directory `out` of an empty `work`. */
export async function makePayload(
  arch: GuestArch,
  suite: string,
  work: string,
  task: Task | undefined,
): Promise<void> {
  const out = join(work, 'out');
  const tree = join(work, 'tree');
  await mkdir(out);
  await mkdir(tree);
  task?.update(`package index of ${suite}/${arch}`);
  const archive = await openArchive(suite, arch, join(work, 'apt'));
  const kernelPackage = await archive.currentOf(GUESTS[arch].kernelPackage);
  task?.update(`download ${kernelPackage}`);
  const versions = await archive.unpack([kernelPackage, 'busybox-static'], tree);
  await copyFile(await findKernel(tree), join(out, 'kernel'));
  const busybox = ['bin/busybox', 'usr/bin/busybox'].map((path) => join(tree, path)).find(existsSync);
  if (!busybox) throw new Error(`package busybox-static of ${suite}/${arch} has no busybox`);
  await copyFile(busybox, join(out, 'busybox'));
  await packModules(tree, join(work, 'modules'), join(out, 'modules.tar.gz'));
  const program = await readFile(busybox);
  await writeFile(join(out, 'ramdisk.cpio.gz'), buildRamdisk({ busybox: program }));
  await writeFile(join(out, 'ramdisk-login.cpio.gz'), buildRamdisk({ busybox: program, login: true }));
  await writeFile(join(out, 'payload.json'), `${JSON.stringify({ versions }, null, 2)}\n`);
}

/** `vmlinuz-VERSION` on PCs, `vmlinux-VERSION` on riscv64. */
async function findKernel(tree: string): Promise<string> {
  const boot = join(tree, 'boot');
  const name = (await readdir(boot)).find((file) => /^vmlinu[xz]-/.test(file));
  if (!name) throw new Error('the kernel package has no kernel in /boot');
  return join(boot, name);
}
