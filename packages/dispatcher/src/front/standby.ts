// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { runForWorker } from './worker.ts';

/** What the worker's daemon writes to `assignment.json` in the directory that this process stands by in. */
const Assignment = z.object({
  id: z.string(),
  /** What that directory is called once the job is its owner. */
  jobDir: z.string(),
  cacheDir: z.string(),
  /** Seconds. */
  cleanupTime: z.number().optional(),
});
type Assignment = z.infer<typeof Assignment>;

const FILE = 'assignment.json';
/** How often it is looked whether the daemon still lives, and how soon after an assignment the directory has its name. */
const LOOK = 500;
const RENAME = 1;

/**
 * Waits for a job with everything loaded, so that the job need not wait for that. The working directory becomes the
 * job's: the daemon puts the bundle and the assignment into it, then renames it, maybe before this has begun to look.
 * Ends when the daemon is gone without having given it a job; after the rename nothing depends on the daemon any more.
 *
 * @returns the exit status
 */
export async function standBy(): Promise<number> {
  const daemon = Number(process.env.LAVA_WORKER_PID);
  delete process.env.LAVA_WORKER_PID;
  await warmUp();
  const assignment = await assigned(daemon);
  if (!assignment) return 0;
  const { id, jobDir, cacheDir, cleanupTime } = assignment;
  process.env.LAVA_JOB_ID = id;
  process.env.LAVA_JOB_DIR = jobDir;
  process.title = `lava-run --job-dir ${jobDir} --job-id ${id}`;
  return runForWorker({ id, jobDir, cacheDir, cleanupTime });
}

/** A QEMU job is over in seconds, and notices the time that loading takes; a board's does not. */
async function warmUp(): Promise<void> {
  await Promise.all([
    import('../boot/qemu/execute.ts'),
    import('../boot/qemu/index.ts'),
    import('../deploy/tmpfs/guest-disk.ts'),
    import('../deploy/tmpfs/index.ts'),
    import('../host/decompress.ts'),
    import('../host/fetch-http.ts'),
    import('../image/append-cpio.ts'),
    import('../overlay/add-definition.ts'),
    import('../overlay/append-overlays.ts'),
    import('../overlay/build-overlay.ts'),
    import('../artefact/fetch-artefact.ts'),
    import('../overlay/fetch-definition.ts'),
    import('../login/login.ts'),
    import('../login/shell.ts'),
    import('../test/definitions/index.ts'),
    import('../shell-test/test-shell.ts'),
  ]);
}

/** Undefined when the daemon, by its number our parent, is gone. The file is found by its place in the working directory, whatever that is called. */
function assigned(daemon: number): Promise<Assignment | undefined> {
  return new Promise((resolve, reject) => {
    let due: NodeJS.Timeout | undefined;
    const look = () => {
      clearTimeout(due);
      try {
        const orphaned = process.ppid !== daemon;
        const assignment = readAssignment();
        const renamed = assignment !== undefined && existsSync(join(assignment.jobDir, FILE));
        if (renamed || orphaned) {
          watcher.close();
          resolve(renamed ? assignment : undefined);
        } else {
          due = setTimeout(look, assignment ? RENAME : LOOK);
        }
      } catch (error) {
        watcher.close();
        reject(error);
      }
    };
    const watcher = watch('.', look);
    watcher.on('error', () => undefined); // the timer keeps looking
    look();
  });
}

function readAssignment(): Assignment | undefined {
  try {
    return Assignment.parse(JSON.parse(readFileSync(FILE, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
