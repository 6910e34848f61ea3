// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/device/device.ts';
import type { Method, PlanContext } from '../../engine/method.ts';
import { listOf } from '../../engine/read.ts';
import type { StepSpec } from '../../engine/step.ts';
import { downloadArtefact } from '../../steps/artefact.ts';
import { fastbootEntry, fastbootReboot } from '../../steps/fastboot-entry.ts';
import { readFeedback } from '../../steps/feedback.ts';
import { deployDeviceEnv, overlayIfNeeded } from '../../steps/overlay.ts';
import { prePowerCommand } from '../../steps/power.ts';
import { pduReboot } from '../../steps/reset.ts';
import { rootfsStep } from '../../steps/rootfs.ts';
import { waitFor } from '../../steps/udev.ts';
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
