// SPDX-License-Identifier: Apache-2.0
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { NfsPlace } from '../artefact/deployed.ts';
import type { ArtefactFile } from '../artefact/file.ts';
import type { Slot } from '../engine/slot.ts';
import type { Run } from '../engine/step.ts';
import { Allowance, unpackedLimit } from '../host/allowance.ts';
import { nfsFolder } from '../host/nfs.ts';
import { systemError } from '../host/system-error.ts';
import { loadTar } from '../image/load-tar.ts';
import { OverlayTree } from '../image/tree.ts';
import { writeRoot } from '../image/write-root.ts';
import { quoted } from '../job/path.ts';
import type { Overlay } from './overlay.ts';

/** Name of the root file system in the job's directory. */
const ROOT = 'root';

/** Reads the archive of a root file system. @param prefix directory in it that is the root */
export async function loadRoot(
  run: Run,
  archive: ArtefactFile,
  prefix: string | undefined,
  into: Slot<OverlayTree>,
): Promise<void> {
  const tree = (await load(run, 'nfsrootfs', archive)).below(prefix ?? '');
  if (tree.entries.size === 0) {
    const where =
      prefix === undefined ? 'the archive of nfsrootfs' : `${quoted(prefix)} in the archive of nfsrootfs`;
    throw new LavaError('artefact-invalid', `${where} has no files`, {
      hint: '`prefix` names the directory in the archive that is the root file system',
    });
  }
  into.set(tree);
}

export async function addModules(run: Run, archive: ArtefactFile, root: OverlayTree): Promise<void> {
  root.addAll((await load(run, 'modules', archive)).through(root.links()));
}

export async function addOverlay(run: Run, overlay: Overlay, root: OverlayTree): Promise<void> {
  run.progress.throwIfDone();
  root.addAll(overlay.tree.through(root.links()));
  overlay.applied = 'in image';
}

/** @returns what the device mounts */
export async function serveRoot(run: Run, root: OverlayTree): Promise<NfsPlace> {
  const { host, id } = run.job;
  const folder = nfsFolder(id, run.step.level, host.leases);
  run.cleanup.add('remove the root file system of the device', () => folder.remove());
  await folder.make('export', 'the root file system that NFS exports');
  const path = join(folder.path, ROOT);
  try {
    // The root itself has no entry in a tree.
    await mkdir(path);
    await chmod(path, 0o755);
    await writeRoot(run.progress, root, path);
  } catch (error) {
    run.progress.throwIfDone();
    throw systemError(error, 'root file system for NFS');
  }
  if (process.getuid?.() !== 0)
    run.log.warning(
      'the job does not run as root, so all files of the root file system belong to its account; see LAVA_WORKER_JOB_ACCOUNTS',
    );
  const server = host.dispatcherIp();
  run.log.debug(`exported by NFS: ${server}:${path}, ${root.entries.size} files and directories`);
  return { server, path };
}

async function load(run: Run, what: string, { path: archive }: ArtefactFile): Promise<OverlayTree> {
  const { workDir, settings } = run.job.host;
  const tree = new OverlayTree();
  const work = await mkdtemp(join(workDir, `${what}-`));
  run.cleanup.add(`remove the contents of ${what}`, () => rm(work, { recursive: true, force: true }));
  const allowance = new Allowance(work, unpackedLimit(settings));
  const warn = (text: string) => run.log.warning(text);
  await loadTar(run.progress, tree, { what, archive, spool: join(work, 'contents'), allowance, warn });
  return tree;
}
