// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A module of the largest kernels has some MB. */
const MOST = 64 * 1024 * 1024;

/** What guests load for a network, and for a root file system that comes over it. */
const WANTED = ['virtio_pci', 'virtio_mmio', 'virtio_net', 'nfsv4', 'nbd', 'ext4', 'crc32c_generic'];

/** In the guest: paths of the modules, each after those that it needs. */
export const MODULE_LIST = '/lib/modules/list';

/**
 * Packs modules of an unpacked kernel package with those that they need, and their list. What the kernel has built in does
 * not come as a module.
 * @param work a new directory
 * @param archive what is made: a tar archive, compressed with gzip
 */
export async function packModules(tree: string, work: string, archive: string): Promise<void> {
  const files = new Map<string, string>();
  for (const path of await readdir(tree, { recursive: true }))
    if (/\.ko(\.xz)?$/.test(path)) files.set(wordOf(basename(path).replace(/\.ko.*/, '')), join(tree, path));
  const list: string[] = [];
  const directory = join(work, MODULE_LIST, '..');
  await mkdir(directory, { recursive: true });
  for (const name of WANTED) await add(name);
  await writeFile(join(work, MODULE_LIST), list.map((name) => `/lib/modules/${name}\n`).join(''));
  await run('tar', ['-C', work, '--owner=0', '--group=0', '-czf', archive, 'lib']);

  async function add(name: string): Promise<void> {
    const word = wordOf(name);
    const [file, to] = [files.get(word), `${word}.ko`];
    if (file === undefined || list.includes(to)) return;
    const data = await contentOf(file);
    const [, needed = ''] = /\0depends=([\w,-]*)\0/.exec(data.toString('latin1')) ?? [];
    for (const each of needed.split(',')) await add(each);
    await writeFile(join(directory, to), data);
    list.push(to);
  }
}

/** The kernel takes - and _ for the same. */
const wordOf = (name: string) => name.replaceAll('-', '_');

async function contentOf(file: string): Promise<Buffer> {
  if (!file.endsWith('.xz')) return readFile(file);
  return (await run('xz', ['-dc', file], { encoding: 'buffer', maxBuffer: MOST })).stdout;
}
