// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { accessSync, chmodSync, chownSync, constants, mkdirSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeDirectory } from '@lava/kit/fs/make-directory.ts';
import { stateDirectory } from '@lava/kit/fs/state-directory.ts';
import { lockOwner, releaseLock, tryLock } from '@lava/kit/process/lock-file.ts';
import { LavaError } from '@lava/protocol/error/error.ts';

/** Where a virtual lab lives. What its programs write is in `run`; the rest is written by the command only. */
export interface Place {
  directory: string;
  run: string;
  /** What the boards get by TFTP, unless another directory is given. */
  tftp: string;
  /** Of the lab's programs, when root starts them. */
  account: { uid: number; gid: number } | undefined;
}

/** `nobody` and `nogroup` of Debian. */
const NOBODY = { uid: 65_534, gid: 65_534 };

export const defaultDirectory = (): string => stateDirectory('lab');

export function placeOf(directory: string): Place {
  const path = resolve(directory);
  return {
    directory: path,
    run: join(path, 'run'),
    tftp: join(path, 'tftp'),
    account: process.getuid?.() === 0 ? NOBODY : undefined,
  };
}

/**
 * Makes the directories.
 * @throws LavaError `config-invalid` for a path that ser2net or pdudaemon cannot have in its settings, or that the account of
 * the lab's programs cannot reach
 */
export function makePlace(directory: string): Place {
  try {
    makeDirectory(directory, 0o755);
    accessSync(directory, constants.W_OK);
  } catch (cause) {
    throw new LavaError('config-invalid', `no lab can be in ${directory}: ${(cause as Error).message}`, {
      hint: 'choose another directory with --state-dir',
      cause,
    });
  }
  const place = placeOf(realpathSync(directory));
  if (!/^[\w./+@-]+$/.test(place.directory))
    throw new LavaError(
      'config-invalid',
      `the directory of a lab may have letters, digits and ._+@- in its path, found ${place.directory}`,
    );
  for (const path of [place.run, place.tftp]) mkdirSync(path, { recursive: true });
  if (!place.account) return place;
  chownSync(place.run, place.account.uid, place.account.gid);
  // Jobs run under accounts of their own.
  chmodSync(place.tftp, 0o1777);
  const reach = spawnSync('test', ['-w', place.run], { ...place.account, cwd: '/' });
  if (reach.status === 0) return place;
  throw new LavaError(
    'config-invalid',
    `the account nobody, under which root's virtual boards run, cannot reach ${place.run}`,
    { hint: 'choose a directory whose parents all may pass, such as one below /var/lib' },
  );
}

/** Runs while no other command changes the lab. @throws LavaError `conflict` */
export async function withLab<T>(place: Place, work: () => Promise<T>): Promise<T> {
  const lock = join(place.directory, 'lock');
  // The first attempt may only clear away the lock of a command that died.
  if (!tryLock(lock) && !tryLock(lock)) {
    const owner = lockOwner(lock)?.pid;
    throw new LavaError(
      'conflict',
      `${owner === undefined ? 'another command' : `process ${owner}`} is changing the lab in ${place.directory}`,
      { hint: 'wait until it has ended' },
    );
  }
  try {
    return await work();
  } finally {
    releaseLock(lock);
  }
}
