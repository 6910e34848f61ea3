// SPDX-License-Identifier: Apache-2.0
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { TestProject } from 'vitest/node';
import { runningPostmaster } from '../postgres/postmaster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** State directory of the run's one PostgreSQL, which the first spec file that needs it starts. */
    postgresDirectory: string;
  }
}

const PREFIX = 'lava-test-postgres-';

/** Global set-up of the unit tests: a place for PostgreSQL, and its end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await remove(join(tmpdir(), name));
  }
  const directory = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  chmodSync(directory, 0o711);
  project.provide('postgresDirectory', directory);
  return () => remove(directory);
}

/** The data is thrown away, so nothing needs to be written any more. */
async function remove(directory: string): Promise<void> {
  const data = join(directory, 'postgres/data');
  const pid = runningPostmaster(data);
  if (pid !== undefined) process.kill(pid, 'SIGQUIT');
  while (runningPostmaster(data) !== undefined) await setTimeout(10);
  rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // ESRCH; a process of another user cannot be ours
  }
}
