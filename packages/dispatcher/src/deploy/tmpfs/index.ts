// SPDX-License-Identifier: Apache-2.0
import { method, type PlanContext } from '../../engine/method.ts';
import { Slot } from '../../engine/slot.ts';
import { group, type StepSpec, step } from '../../engine/step.ts';
import type { GuestDisk } from '../../image/guest-disk.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { OVERLAY, type Overlay } from '../../overlay/overlay.ts';
import { deployDeviceEnv, lavaOverlay } from '../../overlay/overlay-steps.ts';
import { tmpfsSchema } from './schema.ts';

/** Of the disk with the overlay, where the device says nothing (LAVA's values). */
const BUS = 'ide';
const DRIVE = 'lavatest';

export const tmpfs = method(tmpfsSchema, (context) => {
  const { block, settings, target } = context;
  const guest = settings?.parameters?.guest;
  const disk = new Slot<GuestDisk>('disk of the overlay');
  const overlay = target.needsOverlay ? [lavaOverlay(context)] : [];
  const files = new Deployment(context, {
    guest: { disk, bus: guest?.interface ?? BUS, drive: guest?.driveid ?? DRIVE },
  });
  return group('deployimages', [
    ...overlay,
    ...deployDeviceEnv(context),
    ...files.fetchAll({ uefi: block.uefi }),
    ...files.fetchAll(block.images),
    ...(target.needsOverlay ? [applyOverlayGuest(context, disk, guest?.size ?? undefined)] : []),
  ]);
});

/** A disk with the overlay for the guest to mount, unless the overlay is in one of the images already. */
function applyOverlayGuest(
  { target }: PlanContext,
  disk: Slot<GuestDisk>,
  size: number | undefined,
): StepSpec {
  const overlay = target.require(OVERLAY, () => new Slot<Overlay>('overlay'));
  return step(
    'apply-overlay-guest',
    async (run) => (await import('./guest-disk.ts')).applyOverlayGuest(run, overlay.get(), disk, size),
    { timeoutCode: 'step-timeout' },
  );
}
