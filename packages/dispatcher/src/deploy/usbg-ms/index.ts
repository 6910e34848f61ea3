// SPDX-License-Identifier: Apache-2.0

import type { Method } from '../../engine/method.ts';
import { unavailable } from '../../engine/unavailable.ts';
import { downloadArtefact } from '../../overlay/overlaid-artefact.ts';
import { deployDeviceEnv, overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { type UsbgMsBlock, usbgMsSchema } from './schema.ts';

export const usbgMs: Method<UsbgMsBlock> = {
  ...usbgMsSchema,

  plan(context) {
    return {
      name: 'usbg-ms',
      validate: unavailable,
      timeoutCode: 'step-timeout',
      children: [
        ...overlayIfNeeded(context),
        downloadArtefact(context, 'image', context.block.image).step,
        ...deployDeviceEnv(context),
      ],
    };
  },
};
