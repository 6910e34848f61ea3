// SPDX-License-Identifier: Apache-2.0
import { method } from '../../engine/method.ts';
import { step } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { deployDeviceEnv, overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { usbgMsSchema } from './schema.ts';

export const usbgMs = method(usbgMsSchema, (context) => {
  const overlay = overlayIfNeeded(context);
  const files = new Deployment(context);
  const fetch = files.fetch('image', context.block.image);
  return step(
    'usbg-ms',
    async (run) => {
      await run.children();
      await (await import('./plug-in.ts')).plugIn(run, context.settings, files.files);
    },
    { timeoutCode: 'step-timeout', children: [...overlay, fetch, ...deployDeviceEnv(context)] },
  );
});
