// SPDX-License-Identifier: Apache-2.0
import { readdirSync } from 'node:fs';
import { ensureDirectory } from './directory.ts';

/** Jobs that have a directory, in ascending order. */
export function listJobs(jobsPath: string): number[] {
  ensureDirectory(jobsPath, 0o700);
  return readdirSync(jobsPath)
    .filter((name) => /^[1-9]\d{0,15}$/.test(name))
    .map(Number)
    .filter(Number.isSafeInteger)
    .sort((a, b) => a - b);
}
