// SPDX-License-Identifier: Apache-2.0
import { basename } from 'node:path';
import type { Deployed } from '../../artefact/deployed.ts';
import type { Run } from '../../engine/step.ts';
import { checkRefusal, copyOnto, mediumOf, mountStorage, waitForReturn } from '../../flash/mass-storage.ts';
import { plainFiles } from '../../flash/run-tool.ts';
import type { CmsisDapDevice } from './schema.ts';

/** The probe writes what is copied onto its storage into the chip, and says there when it could not. */
export async function copyOntoProbe(
  run: Run,
  deployed: Deployed,
  {
    usb_mass_device: node,
    skip_autoremount_wait: skip,
    post_unmount_delay: delay = 1,
  }: CmsisDapDevice['parameters'],
): Promise<void> {
  const files = plainFiles(run, deployed.files);
  for (const { path } of files) {
    const before = mediumOf(node);
    const storage = await mountStorage(run, node);
    await copyOnto(run, storage, path, basename(path));
    await storage.unmount(run.progress);
    await run.progress.sleep(delay * 1000);
    if (skip) continue;
    await waitForReturn(run, () => node, before);
    const again = await mountStorage(run, node);
    await checkRefusal(again);
    await again.unmount(run.progress);
  }
  run.result({ success: files.map(({ name }) => name).join(' ') });
}
