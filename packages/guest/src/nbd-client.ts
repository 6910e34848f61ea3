// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openArchive } from './debian-archive.ts';
import type { GuestArch } from './guest.ts';
import { monthly } from './monthly.ts';
import { cacheDirectory, suiteFor } from './payload.ts';

const run = promisify(execFile);

/** The client of NBD for guests, with its libraries: busybox has none. A compressed tar archive; made once a month. */
export async function getNbdClient(arch: GuestArch): Promise<string> {
  const suite = await suiteFor(arch);
  const root = join(cacheDirectory(), 'nbd-client');
  const kept = monthly(root, `${suite}-${arch}`, 1);
  const file = join(kept.path, 'nbd-client.tar.gz');
  if (existsSync(file)) return file;
  await mkdir(root, { recursive: true });
  const work = await mkdtemp(join(root, '.making-'));
  try {
    const [tree, out] = [join(work, 'tree'), join(work, 'out')];
    for (const path of [tree, out]) await mkdir(path);
    const archive = await openArchive(suite, arch, join(work, 'apt'));
    await archive.unpack(await archive.withLibraries('nbd-client'), tree);
    const parts = ['usr/sbin', 'sbin', 'lib', 'lib64', 'usr/lib'].filter((path) =>
      existsSync(join(tree, path)),
    );
    await run('tar', [
      '-C',
      tree,
      '--owner=0',
      '--group=0',
      '--exclude=gconv',
      '-czf',
      join(out, 'nbd-client.tar.gz'),
      ...parts,
    ]);
    await rename(out, kept.path).catch((error: NodeJS.ErrnoException) => {
      // Somebody else was faster, with the same content.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
    kept.prune();
    return file;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
