// SPDX-License-Identifier: Apache-2.0
import { accessSync, constants, readFileSync } from 'node:fs';
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { LeasedFolder } from './leased-folder.ts';
import type { Leases } from './leases.ts';
import { systemError } from './system-error.ts';

/** The server may run under any account, so all may read. */
const PUBLIC = 0o755;

const COPY = constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL;

/** Settings of Debian's tftpd-hpa, and the directory that it serves without any. */
const TFTPD_SETTINGS = '/etc/default/tftpd-hpa';
const TFTPD_DIRECTORY = '/srv/tftp';

/** The worker's setting; `lava-run` on a command line knows it too. */
const SETTING = 'LAVA_WORKER_TFTP_DIR';

/** Directory that the worker's TFTP server serves: that of the setting, else that of Debian's tftpd-hpa. */
export function tftpDirectory(env: Record<string, string | undefined> = process.env): string {
  const own = env[SETTING];
  if (own) return own;
  try {
    const text = readFileSync(TFTPD_SETTINGS, 'utf8');
    return /^\s*TFTP_DIRECTORY\s*=\s*["']?([^"'\n]+?)["']?\s*$/m.exec(text)?.[1] ?? TFTPD_DIRECTORY;
  } catch {
    return TFTPD_DIRECTORY;
  }
}

/** @throws LavaError `host-tool-missing` when the worker serves nothing by TFTP, or this account may not write there */
export function checkTftp(): void {
  const directory = tftpDirectory();
  try {
    accessSync(directory, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new LavaError(
      'host-tool-missing',
      `${directory}, which TFTP serves, cannot be written: ${(error as Error).message}`,
      {
        hint: `install tftpd-hpa on the worker, or set LAVA_WORKER_TFTP_PORT there for a server of its own, or ${SETTING} to the directory of your TFTP server; the account of the job must be able to write there`,
        cause: error,
      },
    );
  }
}

/** A directory of the worker's TFTP server that is this job's own. */
export class TftpFolder {
  /** As the server knows it, without a slash at the end. */
  readonly name: string;
  readonly #folder: LeasedFolder;

  /** @param name a single component, not in use by another deploy block of any running job */
  constructor(name: string, leases: Leases) {
    this.name = name;
    this.#folder = new LeasedFolder(join(tftpDirectory(), name), PUBLIC, leases);
  }

  /** @throws LavaError `disk-full`, `host-tool-failed` */
  make(): Promise<void> {
    return this.#folder.make('directory', 'what TFTP serves of the job');
  }

  /**
   * Serves a copy, since what other jobs share may not change its mode.
   * @param role the directory for it
   * @returns its path as the server knows it
   * @throws LavaError `disk-full`, `host-tool-failed`; `job-invalid` when a file of that name is there
   */
  async add(progress: Progress, role: string, file: string): Promise<string> {
    try {
      await publicDirectory(join(this.#folder.path, role));
      const path = join(role, basename(file));
      const served = join(this.#folder.path, path);
      await progress.race(copyFile(file, served, COPY));
      // The copy has the mode of a file that is only the job's.
      await chmod(served, 0o644);
      return join(this.name, path);
    } catch (error) {
      progress.throwIfDone();
      if ((error as NodeJS.ErrnoException).code === 'EEXIST')
        throw new LavaError('job-invalid', `${role}: two files of it have the name ${basename(file)}`, {
          hint: 'they are in one directory; one of them needs another name where it comes from',
          cause: error,
        });
      throw systemError(error, `${role}, for TFTP`);
    }
  }

  remove(): Promise<void> {
    return this.#folder.remove();
  }
}

/**
 * Serves a small text in a folder that is there; it goes with the folder.
 * @param folder as the server knows it
 * @returns its path as the server knows it
 * @throws LavaError `disk-full`, `host-tool-failed`
 */
export async function serveText(folder: string, name: string, text: string): Promise<string> {
  const path = join(folder, name);
  const served = join(tftpDirectory(), path);
  try {
    await writeFile(served, text);
    await chmod(served, 0o644);
    return path;
  } catch (error) {
    throw systemError(error, `${name}, for TFTP`);
  }
}

async function publicDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  await chmod(path, PUBLIC);
}
