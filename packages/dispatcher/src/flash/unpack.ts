// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Run } from '../engine/step.ts';
import { Allowance, unpackedLimit } from '../host/allowance.ts';
import { systemError } from '../host/system-error.ts';
import { runTool } from '../host/tool.ts';
import { loadTar } from '../image/load-tar.ts';
import { writeTree } from '../image/pack.ts';
import { OverlayTree } from '../image/tree.ts';

/** How a zip archive begins. */
const ZIP = 'PK';

/**
 * Unpacks a zip or tar archive of a job for a tool of the worker. @returns its directory
 * @throws LavaError `artefact-invalid`
 */
export async function unpack(run: Run, archive: string): Promise<string> {
  const work = await mkdtemp(join(run.job.host.workDir, 'unpacked-'));
  run.cleanup.add('remove what was unpacked', () => rm(work, { recursive: true, force: true }));
  const files = join(work, 'files');
  const limit = unpackedLimit(run.job.host.settings);
  if (await isZip(archive)) await unzip(run, archive, files, limit);
  else {
    const tree = new OverlayTree();
    const warn = (text: string) => run.log.warning(text);
    const options = { what: 'the archive', archive, spool: join(work, 'contents') };
    await loadTar(run.progress, tree, { ...options, allowance: new Allowance(work, limit), warn });
    await writeTree(run.progress, tree, files, warn);
  }
  return files;
}

/** Paths of the regular files below a directory; links are left out. */
export async function filesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .sort();
}

async function isZip(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer } = await file.read(Buffer.alloc(ZIP.length), 0, ZIP.length, 0);
      return buffer.toString('latin1') === ZIP;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw systemError(error, 'the archive');
  }
}

/** What it says of its size may be a lie, so no file may become larger than all of them may be. */
async function unzip(run: Run, archive: string, to: string, limit: number): Promise<void> {
  const { stdout } = await runTool(run.progress, ['unzip', '-Zt', archive], { allowFailure: true });
  const size = Number(/(\d+) bytes uncompressed/.exec(stdout)?.[1] ?? Number.NaN);
  if (!(size <= limit))
    throw new LavaError(
      'artefact-invalid',
      `the archive is not a zip file, or larger than ${limit} bytes when unpacked`,
    );
  const command = ['prlimit', `--fsize=${limit}`, 'unzip', '-q', '-o', archive, '-d', to];
  const { status, stderr } = await runTool(run.progress, command, { allowFailure: true });
  // 1: it has warned of something, and unpacked everything.
  if (status > 1)
    throw new LavaError('artefact-invalid', `the archive cannot be unpacked: ${stderr.trim().slice(-500)}`);
}
