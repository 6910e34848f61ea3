// SPDX-License-Identifier: Apache-2.0
import { CONNECTION } from '../../board/connection-key.ts';
import { readFeedback } from '../../board/feedback.ts';
import { prePowerCommand } from '../../board/power.ts';
import { pduReboot } from '../../board/reset.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { group, type StepSpec, step } from '../../engine/step.ts';
import { fastbootEntry, fastbootReboot, fastbootStep, waitForBoard } from '../../flash/fastboot-entry.ts';
import type { Board } from '../../job/board.ts';
import { bootsWithoutFlash } from '../../job/fastboot-device.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { OVERLAY } from '../../overlay/overlay.ts';
import { deployDeviceEnv, overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { type FastbootBlock, fastbootSchema } from './schema.ts';

export const fastboot = method(fastbootSchema, (context) => {
  const files = new Deployment(context);
  return group(
    'fastboot-deploy',
    [
      ...overlayIfNeeded(context),
      ...fetching(context, files),
      ...fastbootEntry(context, { beforeReset: [prePowerCommand()] }),
      flashing(context, files),
    ],
    { timeoutCode: 'step-timeout' },
  );
});

function fetching(context: PlanContext<FastbootBlock>, files: Deployment): StepSpec[] {
  const { block, target } = context;
  return Object.entries(block.images).flatMap(([key, image]) => [
    files.fetch(key, image),
    ...(image['apply-overlay'] && target.needsOverlay ? [putOverlay(context, files, key, image)] : []),
    // Once an image, as LAVA has it; dashboards know these levels.
    ...(target.needsOverlay ? deployDeviceEnv(context) : []),
  ]);
}

/** Puts the test overlay into an image: an Android sparse image, unless the job says otherwise. */
function putOverlay(
  { target }: PlanContext<FastbootBlock>,
  files: Deployment,
  key: string,
  { root_partition: partition, sparse = true, ...image }: FastbootBlock['images'][string],
): StepSpec {
  const artefact = { ...image, format: 'ext4', partition, sparse };
  const overlay = target.find(OVERLAY);
  const file = files.file(key);
  return step(
    sparse ? 'apply-overlay-sparse-image' : 'apply-overlay-image',
    async (run) => {
      if (!overlay || !file) return;
      const { appendOverlays } = await import('../../overlay/append-overlays.ts');
      await appendOverlays(run, { key, artefact, file, extra: [], overlay: overlay.get() });
      run.result({ success: 'the overlay is in the image' });
    },
    { timeoutCode: 'step-timeout' },
  );
}

function flashing(context: PlanContext<FastbootBlock>, files: Deployment): StepSpec {
  const { block, board } = context;
  const order = flashOrder(board, Object.keys(block.images));
  const flash = order.flatMap((partition, i) => [
    waitForBoard(context),
    flashPartition(context, files, partition, block.images[order[i - 1] ?? '']?.reboot !== undefined),
    ...reboot(context, block.images[partition]?.reboot),
  ]);
  return group('fastboot-flash-order-action', [readFeedback(), ...flash], { timeoutCode: 'step-timeout' });
}

/** @param restarted the device has just been told to restart */
function flashPartition(
  context: PlanContext<FastbootBlock>,
  files: Deployment,
  partition: string,
  restarted: boolean,
): StepSpec {
  const { board, device, target } = context;
  const file = files.file(partition);
  const booted = partition === 'boot' && bootsWithoutFlash(device);
  return fastbootStep(context, 'fastboot-flash-action', async (fastboot, run) => {
    if (booted) {
      run.log.debug('the device boots this image without flashing it');
      return;
    }
    const console = target.find(CONNECTION)?.peek();
    if (restarted && board.fastboot.waitPrompt !== '' && console) await fastboot.awaitFirmware(run, console);
    if (file) await fastboot.flash(run, partition, file.get());
  });
}

function reboot(context: PlanContext, how: FastbootBlock['images'][string]['reboot']): StepSpec[] {
  if (!how) return [];
  return [how === 'hard-reset' ? pduReboot() : fastbootReboot(context, how), readFeedback()];
}

/** The device's order first, then what it does not name, as the job has it. */
function flashOrder({ fastboot: { order } }: Board, partitions: string[]): string[] {
  return [
    ...order.filter((partition) => partitions.includes(partition)),
    ...partitions.filter((partition) => !order.includes(partition)),
  ];
}
