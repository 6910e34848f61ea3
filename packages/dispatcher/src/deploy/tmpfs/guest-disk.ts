// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { methods } from '@lava/protocol/device/device.ts';
import { GUEST_DISK } from '../../artefact/images.ts';
import type { PlanContext } from '../../engine/method.ts';
import type { Run } from '../../engine/step.ts';
import { systemError } from '../../host/system-error.ts';
import { makeGuestDisk } from '../../image/guest-disk.ts';
import { at } from '../../job/read.ts';
import { OVERLAY } from '../../overlay/overlay.ts';

/** Megabytes, where the device says nothing (LAVA's value). */
const SIZE = 512;

export async function applyOverlayGuest(run: Run, { device, target }: PlanContext): Promise<void> {
  const overlay = target.slot(OVERLAY).get();
  if (overlay.applied) {
    run.log.debug('the overlay is in an image already');
    return;
  }
  const directory = await mkdtemp(join(run.job.host.workDir, 'guest-'));
  run.cleanup.add('remove the disk of the overlay', () => rm(directory, { recursive: true, force: true }));
  const size = Number(at(methods(device, 'deploy').image, 'parameters', 'guest', 'size') ?? SIZE);
  try {
    const disk = await makeGuestDisk(run.progress, overlay.tree, {
      path: join(directory, 'lava-guest.img'),
      size,
      strip: `${overlay.directory.replace(/^\//, '')}/`,
    });
    target.slot(GUEST_DISK).set(disk);
    overlay.applied = 'guest disk';
    run.result({ success: disk.uuid });
  } catch (error) {
    run.progress.throwIfDone();
    throw systemError(error, 'the disk of the overlay cannot be made');
  }
}
