// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Slot } from '../../engine/slot.ts';
import type { Run } from '../../engine/step.ts';
import { systemError } from '../../host/system-error.ts';
import { type GuestDisk, makeGuestDisk } from '../../image/guest-disk.ts';
import type { Overlay } from '../../overlay/overlay.ts';

/** Megabytes, where the device says nothing (LAVA's value). */
const SIZE = 512;

/** @param size megabytes */
export async function applyOverlayGuest(
  run: Run,
  overlay: Overlay,
  slot: Slot<GuestDisk>,
  size = SIZE,
): Promise<void> {
  slot.clear();
  if (overlay.applied) {
    run.log.debug('the overlay is in an image already');
    return;
  }
  const directory = await mkdtemp(join(run.job.host.workDir, 'guest-'));
  run.cleanup.add('remove the disk of the overlay', () => rm(directory, { recursive: true, force: true }));
  try {
    const disk = await makeGuestDisk(run.progress, overlay.tree, {
      path: join(directory, 'lava-guest.img'),
      size,
      strip: `${overlay.directory.replace(/^\//, '')}/`,
    });
    slot.set(disk);
    overlay.applied = disk;
    run.result({ success: disk.uuid });
  } catch (error) {
    run.progress.throwIfDone();
    throw systemError(error, 'the disk of the overlay cannot be made');
  }
}
