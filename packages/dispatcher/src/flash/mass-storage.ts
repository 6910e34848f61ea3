// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readFileSync, realpathSync, rmdirSync, statSync } from 'node:fs';
import { copyFile, mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { mountsBelow } from '@lava/kit/fs/mounts.ts';
import { readHead } from '@lava/kit/fs/regular-file.ts';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Run } from '../engine/step.ts';
import { systemError } from '../host/system-error.ts';
import { runTool } from '../host/tool.ts';

/** How often a disk is looked at, milliseconds. */
const LOOK = 100;

/** Attempts to unmount what somebody still looks at, and the pause between them, milliseconds. */
const ATTEMPTS = 5;
const PAUSE = 300;

/** What a board that could not use a file writes about it, and how much of that is shown, bytes. */
const REFUSAL = 'FAIL.TXT';
const SHOWN = 1000;

/** The FAT file system of a board's mass storage, mounted on the worker. */
export interface Storage {
  path: string;
  unmount(progress: Progress): Promise<void>;
}

/**
 * Mounts it until it is unmounted, the attempt fails or the job ends; when this process dies, the worker's daemon unmounts it.
 * @param node its device node
 */
export async function mountStorage(run: Run, node: string): Promise<Storage> {
  const { leases, workDir } = run.job.host;
  const path = mkdtempSync(join(workDir, 'usb-'));
  const what = 'unmount the mass storage of the board';
  leases.take(path, { kind: 'mount', what, undo: [{ unmount: path }] });
  const unmount = async (progress: Progress) => {
    await unmountAt(progress, path);
    leases.release(path);
  };
  run.cleanup.add(what, unmount);
  await runTool(run.progress, ['mount', '-t', 'vfat', '-o', 'nosuid,nodev,noexec', node, path]);
  return { path, unmount };
}

async function unmountAt(progress: Progress, path: string): Promise<void> {
  for (let attempt = 1; mountsBelow(path).length > 0; attempt++) {
    const last = attempt === ATTEMPTS;
    // At last it goes out of everybody's sight; what is open stays until it is closed.
    const { status, stderr } = await runTool(progress, ['umount', ...(last ? ['--lazy'] : []), path], {
      allowFailure: true,
    });
    if (status === 0) break;
    if (last) throw new LavaError('host-tool-failed', `umount failed: ${stderr.trim()}`);
    await progress.sleep(PAUSE);
  }
  try {
    rmdirSync(path);
  } catch {
    // Another call of this has done it.
  }
}

/**
 * Copies a file onto the storage, so that all of it is there when this returns.
 * @param name on the storage, with directories
 * @throws LavaError `artefact-invalid` when it does not fit
 */
export async function copyOnto(run: Run, storage: Storage, from: string, name: string): Promise<void> {
  await put(run, storage, name, (to) => copyFile(from, to));
}

/** The same for a text. */
export async function writeOnto(run: Run, storage: Storage, name: string, text: string): Promise<void> {
  await put(run, storage, name, (to) => writeFile(to, text));
}

async function put(
  run: Run,
  { path }: Storage,
  name: string,
  write: (to: string) => Promise<void>,
): Promise<void> {
  const to = join(path, name);
  run.log.debug(`Copying ${name} onto the mass storage of the board`);
  try {
    await run.progress.race(mkdir(dirname(to), { recursive: true }));
    await run.progress.race(write(to));
    const file = await open(to, 'r+');
    try {
      await run.progress.race(file.sync());
    } finally {
      await file.close();
    }
  } catch (error) {
    run.progress.throwIfDone();
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
      throw new LavaError('artefact-invalid', `${name} does not fit on the mass storage of the board`);
    throw systemError(error, name);
  }
}

/** Removes everything from the storage. */
export async function wipe({ progress }: Run, { path }: Storage): Promise<void> {
  for (const name of await progress.race(readdir(path)))
    await progress.race(rm(join(path, name), { recursive: true, force: true }));
}

/** Which disk a node is now, and which medium is in it; undefined while there is none. */
export function mediumOf(node: string): string | undefined {
  try {
    const real = realpathSync(node);
    return `${real} ${statSync(real).ino} ${sequenceOf(basename(real))}`;
  } catch {
    return undefined;
  }
}

/** A number that the kernel changes with each change of the medium. */
function sequenceOf(disk: string): string {
  try {
    return readFileSync(
      join(process.env.LAVA_WORKER_SYS_DIR ?? '/sys', 'class/block', disk, 'diskseq'),
      'utf8',
    ).trim();
  } catch {
    return ''; // older kernels have none; a disk that comes back has a new node
  }
}

/**
 * Waits until the board has taken what was copied, which it shows by its storage going and coming back.
 * @param find its device node now
 * @param before what `mediumOf` said of it then
 */
export async function waitForReturn(
  run: Run,
  find: () => string | undefined | Promise<string | undefined>,
  before: string | undefined,
): Promise<void> {
  run.log.debug('Waiting until the mass storage of the board comes back');
  for (let gone = false; ; ) {
    const node = await find();
    const now = node === undefined ? undefined : mediumOf(node);
    if (now !== undefined && (gone || now !== before)) return;
    gone ||= now === undefined;
    await run.progress.sleep(LOOK);
  }
}

/** @throws LavaError `host-tool-failed` with what the board says, when it could not use a file */
export async function checkRefusal({ path }: Storage): Promise<void> {
  let text: string;
  try {
    text = readHead(join(path, REFUSAL), SHOWN).toString('utf8').trim();
  } catch {
    return; // there is none: it worked
  }
  throw new LavaError('host-tool-failed', `the board refuses the file: ${text}`);
}
