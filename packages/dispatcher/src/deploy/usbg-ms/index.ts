// SPDX-License-Identifier: Apache-2.0
import { method } from '../../engine/method.ts';
import { unwritten } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { deployDeviceEnv, overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { usbgMsSchema } from './schema.ts';

export const usbgMs = method(usbgMsSchema, (context) => {
  const overlay = overlayIfNeeded(context);
  return unwritten('usbg-ms', {
    timeoutCode: 'step-timeout',
    children: [
      ...overlay,
      new Deployment(context).fetch('image', context.block.image),
      ...deployDeviceEnv(context),
    ],
  });
});
