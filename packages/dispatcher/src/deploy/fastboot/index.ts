// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/device/device.ts';
import { rootfsStep } from '../../artefact/rootfs.ts';
import { readFeedback } from '../../board/feedback.ts';
import { prePowerCommand } from '../../board/power.ts';
import { pduReboot } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import type { Method, PlanContext } from '../../engine/method.ts';
import type { StepSpec } from '../../engine/step.ts';
import { fastbootEntry, fastbootReboot } from '../../flash/fastboot-entry.ts';
import { listOf } from '../../job/read.ts';
import { downloadArtefact } from '../../overlay/overlaid-artefact.ts';
import { deployDeviceEnv, overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { type FastbootBlock, fastbootSchema } from './schema.ts';

export const fastboot: Method<FastbootBlock> = {
  ...fastbootSchema,

  plan(context) {
    return {
      name: 'fastboot-deploy',
      timeoutCode: 'step-timeout',
      children: [
        ...overlayIfNeeded(context),
        ...files(context),
        ...fastbootEntry(context, { beforeReset: [prePowerCommand()] }),
        flashing(context),
      ],
    };
  },
};

function files(context: PlanContext<FastbootBlock>): StepSpec[] {
  const { block, target } = context;
  return Object.entries(block.images).flatMap(([key, image]) => [
    downloadArtefact(context, key, image).step,
    ...(image['apply-overlay'] && target.needsOverlay
      ? [rootfsStep(image.sparse === false ? 'apply-overlay-image' : 'apply-overlay-sparse-image')]
      : []),
    // Once an image, as LAVA has it; dashboards know these levels.
    ...(target.needsOverlay ? deployDeviceEnv(context) : []),
  ]);
}

function flashing({ block, device, targets }: PlanContext<FastbootBlock>): StepSpec {
  const children = flashOrder(device, Object.keys(block.images)).flatMap((partition): StepSpec[] => [
    waitFor('device-boardid'),
    { name: 'fastboot-flash-action', timeoutCode: 'step-timeout' },
    ...reboot(block.images[partition]?.reboot, readFeedback(targets)),
  ]);
  return {
    name: 'fastboot-flash-order-action',
    timeoutCode: 'step-timeout',
    children: [readFeedback(targets), ...children],
  };
}

type Reboot = FastbootBlock['images'][string]['reboot'];

function reboot(how: Reboot, feedback: StepSpec): StepSpec[] {
  if (!how) return [];
  return [how === 'hard-reset' ? pduReboot() : fastbootReboot(how), feedback];
}

/** The device's order first, then what it does not name, as the job has it. */
function flashOrder(device: Device, partitions: string[]): string[] {
  const order = listOf(device.flash_cmds_order).map(String);
  return [
    ...order.filter((partition) => partitions.includes(partition)),
    ...partitions.filter((partition) => !order.includes(partition)),
  ];
}
