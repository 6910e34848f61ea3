// SPDX-License-Identifier: Apache-2.0
import { constants } from 'node:fs';
import { chmod, copyFile, cp, mkdtemp, open, readlink, realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { PlanContext } from '../engine/method.ts';
import type { Run } from '../engine/step.ts';
import { HandOver } from '../engine/target.ts';
import { type OwnFile, ownCopy, ownFile } from '../host/own-file.ts';
import { cleanPath, quoted } from '../job/path.ts';
import type { DeployedFile } from './deployed.ts';

/** The files of a deploy block `to: downloads`, in a directory of their own: copies, since containers change them. */
export class DownloadsDirectory {
  readonly #files: ReadonlyMap<string, DeployedFile>;
  #path: string | undefined;

  constructor(files: ReadonlyMap<string, DeployedFile>) {
    this.#files = files;
  }

  /** Makes it when it is first asked for. */
  async path(run: Run): Promise<string> {
    if (this.#path !== undefined) return this.#path;
    const directory = await mkdtemp(join(run.job.host.workDir, 'downloads-'));
    await chmod(directory, 0o755);
    for (const [role, { file }] of this.#files) {
      const { path } = file.get();
      const to = join(directory, basename(path));
      try {
        if ((await stat(path)).isDirectory())
          await run.progress.race(cp(path, to, { recursive: true, errorOnExist: true, force: false }));
        else await chmod(await ownCopy(run.progress, path, to), 0o644);
      } catch (cause) {
        if (!String((cause as NodeJS.ErrnoException).code).includes('EXIST')) throw cause;
        throw new LavaError(
          'job-invalid',
          `${role}: another file of the block is called ${quoted(basename(path))} too`,
          { cause },
        );
      }
    }
    this.#path = directory;
    return directory;
  }

  /** What is there from now on, in the place of what was. */
  replace(directory: string): void {
    this.#path = directory;
  }

  /**
   * A copy of one file. A container may have made links of what is there: none is followed out of the directory.
   * @throws LavaError `download-missing`, `path-invalid`
   */
  async take(run: Run, name: string, to: string): Promise<{ path: OwnFile; size: number }> {
    const directory = await realpath(await this.path(run));
    const path = join(directory, cleanPath(name, 'downloads'));
    const missing = (cause?: unknown) =>
      new LavaError('download-missing', `${quoted(name)} is not among the downloads`, { cause });
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW).catch(
      (error) => {
        throw missing(error);
      },
    );
    try {
      // Where it is, whatever links the path had when it was opened.
      const here = `/proc/self/fd/${file.fd}`;
      if (!(await file.stat()).isFile() || !(await readlink(here)).startsWith(directory + sep))
        throw missing();
      await copy(run.progress, here, to);
      return { path: ownFile(to), size: (await file.stat()).size };
    } finally {
      await file.close();
    }
  }
}

async function copy(progress: Progress, from: string, to: string): Promise<void> {
  await progress.race(copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL));
  await chmod(to, 0o600);
}

/** The downloads of the nearest earlier deploy block. */
export const DOWNLOADS = new HandOver<DownloadsDirectory>(
  'downloads',
  'put a deploy block `to: downloads` of that namespace before it',
);

/** The downloads for a container: of a namespace that the block names, else of its own, where that has any. */
export function downloadsFor(
  { target, targets }: Pick<PlanContext, 'target' | 'targets'>,
  namespace: string | undefined,
): DownloadsDirectory | undefined {
  if (namespace === undefined) return target.find(DOWNLOADS);
  return (
    targets.get(namespace)?.find(DOWNLOADS) ??
    target.require(DOWNLOADS, () => new DownloadsDirectory(new Map()))
  );
}
