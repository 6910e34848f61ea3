// SPDX-License-Identifier: Apache-2.0
import type { Run } from '../engine/step.ts';
import { TftpFolder } from '../host/tftp.ts';
import type { Deployment } from './deployment.ts';

/** Extra files are side by side in one directory, under their own names. */
export const EXTRA = 'extra_files';

/** What the device gets by NFS or NBD, or has in its ramdisk. */
const NOT_SERVED = ['modules', 'nbdroot', 'nfsrootfs'];

/** Serves all other files of the block until the job ends, or the block is tried again. */
export async function serveFiles(run: Run, files: Deployment): Promise<void> {
  const { host, id } = run.job;
  const name = `lava-${id}-${run.step.level}`;
  const folder = new TftpFolder(name, host.leases);
  run.cleanup.add('remove what TFTP serves', () => folder.remove());
  await folder.make();
  const places = new Map<string, string>();
  for (const [role, { file }] of files.files) {
    if (NOT_SERVED.includes(role)) continue;
    const directory = role.startsWith(`${EXTRA}.`) ? EXTRA : role;
    places.set(role, await folder.add(run.progress, directory, file.get().path));
  }
  places.set(EXTRA, `${name}/${EXTRA}`);
  files.places.set(places);
  run.log.debug(`served by TFTP: ${[...places.values()].join(', ')}`);
}
