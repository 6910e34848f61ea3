// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Method } from '../../engine/method.ts';
import { at } from '../../engine/read.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { downloadArtefact } from '../../steps/artefact.ts';
import { deployDeviceEnv, overlayIfNeeded } from '../../steps/overlay.ts';
import { UsbgMsBlock } from './schema.ts';

export const usbgMs: Method<UsbgMsBlock> = {
  name: 'usbg-ms',
  schema: UsbgMsBlock,

  refuses({ device, block }) {
    const reason = refusal(
      [block.to === 'usbg-ms', '`to` is not usbg-ms'],
      deviceHas(device, 'deploy', 'usbg-ms'),
    );
    if (reason) return reason;
    const commands = Object.keys(at(methods(device, 'deploy'), 'usbg-ms') ?? {}).sort();
    if (commands.join() === 'disable,enable') return undefined;
    throw new LavaError('device-invalid', 'usbg-ms of the device must have exactly `enable` and `disable`');
  },

  plan(context) {
    return {
      name: 'usbg-ms',
      timeoutCode: 'step-timeout',
      children: [
        ...overlayIfNeeded(context),
        downloadArtefact(context, 'image', context.block.image).step,
        ...deployDeviceEnv(context),
      ],
    };
  },
};
