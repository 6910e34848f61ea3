// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Artefacts, and a directory in the place of what a TFTP server serves, for jobs on a scripted board. */
export interface ServedFiles extends Disposable {
  /** What TFTP would serve. */
  tftp: string;
  url(name: string): string;
  /** Where the artefact is. */
  path(name: string): string;
}

/** Sets where files may come from, and where TFTP serves, until it is disposed. @param files name and text of each artefact */
export function servedFiles(files: Record<string, string>): ServedFiles {
  const directory = mkdtempSync(join(tmpdir(), 'lava-served-'));
  const tftp = join(directory, 'tftp');
  mkdirSync(tftp);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  process.env.LAVA_WORKER_FILE_DIRS = directory;
  process.env.LAVA_WORKER_TFTP_DIR = tftp;
  return {
    tftp,
    url: (name) => `file://${directory}/${name}`,
    path: (name) => join(directory, name),
    [Symbol.dispose]() {
      delete process.env.LAVA_WORKER_FILE_DIRS;
      delete process.env.LAVA_WORKER_TFTP_DIR;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
