// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hostGuest } from '@lava/guest/guest.ts';
import { getPayload, type Payload } from '@lava/guest/payload.ts';
import { say } from '@lava/kit/task-line.ts';
import { type FileServer, serveFiles } from '@lava/lab/file-server.ts';
import { type Lab, startLab } from '@lava/lab/lab.ts';
import { endLeftovers } from '@lava/lab/leftovers.ts';
import { ensureDebianPackages } from '../tools/debian-packages.ts';
import { enterFirstDevice } from '../tools/demo/enter-device.ts';

export interface BenchLab extends Lab {
  payload: Payload;
  files: FileServer;
}

/** Runs `work` with a fresh lab that has the demo's device; nothing of it is left afterwards. */
export async function withLab<T>(work: (lab: BenchLab) => Promise<T>): Promise<T> {
  await ensureDebianPackages(['demo']);
  // Not below /tmp: it may be memory, and the database should write to what it writes to in earnest.
  const directory = mkdtempSync(join('/var/tmp', 'lava-bench-'));
  const payload = await getPayload(hostGuest());
  const files = await serveFiles(payload.directory);
  let lab: Lab | undefined;
  // The lab's programs have sessions of their own: Ctrl-C does not reach them by itself.
  const interrupt = () => {
    void endLeftovers(directory, 5_000).finally(() => {
      rmSync(directory, { recursive: true, force: true });
      process.exit(130);
    });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupt);
  try {
    lab = await startLab({ directory, progress: say });
    await enterFirstDevice(lab);
    return await work({ ...lab, payload, files });
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, interrupt);
    await lab?.stop();
    await files.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
