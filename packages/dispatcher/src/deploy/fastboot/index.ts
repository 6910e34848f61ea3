// SPDX-License-Identifier: Apache-2.0
import { imageOverlay } from '../../artefact/rootfs-steps.ts';
import { readFeedback } from '../../board/feedback.ts';
import { prePowerCommand } from '../../board/power.ts';
import { pduReboot } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { group, type StepSpec, unwritten } from '../../engine/step.ts';
import { fastbootEntry, fastbootReboot } from '../../flash/fastboot-entry.ts';
import type { Board } from '../../job/board.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { deployDeviceEnv, overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { type FastbootBlock, fastbootSchema } from './schema.ts';

export const fastboot = method(fastbootSchema, (context) =>
  group(
    'fastboot-deploy',
    [
      ...overlayIfNeeded(context),
      ...files(context),
      ...fastbootEntry(context, { beforeReset: [prePowerCommand()] }),
      flashing(context),
    ],
    { timeoutCode: 'step-timeout' },
  ),
);

function files(context: PlanContext<FastbootBlock>): StepSpec[] {
  const { block, target } = context;
  const files = new Deployment(context);
  return Object.entries(block.images).flatMap(([key, image]) => [
    files.fetch(key, image),
    ...(image['apply-overlay'] && target.needsOverlay ? [imageOverlay(image.sparse !== false)] : []),
    // Once an image, as LAVA has it; dashboards know these levels.
    ...(target.needsOverlay ? deployDeviceEnv(context) : []),
  ]);
}

function flashing({ block, board }: PlanContext<FastbootBlock>): StepSpec {
  const flash = flashOrder(board, Object.keys(block.images)).flatMap((partition) => [
    waitFor('device-boardid'),
    unwritten('fastboot-flash-action', { timeoutCode: 'step-timeout' }),
    ...reboot(block.images[partition]?.reboot),
  ]);
  return unwritten('fastboot-flash-order-action', {
    timeoutCode: 'step-timeout',
    children: [readFeedback(), ...flash],
  });
}

function reboot(how: FastbootBlock['images'][string]['reboot']): StepSpec[] {
  if (!how) return [];
  return [how === 'hard-reset' ? pduReboot() : fastbootReboot(how), readFeedback()];
}

/** The device's order first, then what it does not name, as the job has it. */
function flashOrder({ fastboot: { order } }: Board, partitions: string[]): string[] {
  return [
    ...order.filter((partition) => partitions.includes(partition)),
    ...partitions.filter((partition) => !order.includes(partition)),
  ];
}
