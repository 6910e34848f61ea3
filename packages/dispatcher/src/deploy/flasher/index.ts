// SPDX-License-Identifier: Apache-2.0
import { method } from '../../engine/method.ts';
import { retry, step } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { deployDeviceEnv, overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { flasherSchema } from './schema.ts';

export const flasher = method(flasherSchema, (context) => {
  const deployment = new Deployment(context);
  const files = Object.entries(context.block.images)
    .filter(([, image]) => image.download !== false)
    .map(([key, image]) => deployment.fetch(key, image));
  return retry('deploy-flasher-retry', [
    step(
      'deploy-flasher',
      async (run) => {
        await run.children();
        await (await import('./run-commands.ts')).runFlasher(run, context, deployment.files);
      },
      { children: [...overlayIfNeeded(context), ...files, ...deployDeviceEnv(context)] },
    ),
  ]);
});
