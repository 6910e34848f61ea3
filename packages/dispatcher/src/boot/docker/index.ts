// SPDX-License-Identifier: Apache-2.0
import { DEPLOYED, nothingDeployed } from '../../artefact/deployed.ts';
import { downloadsFor } from '../../artefact/downloads-directory.ts';
import { openedConsole } from '../../board/connection-key.ts';
import { IMAGE } from '../../container/images.ts';
import { method } from '../../engine/method.ts';
import { retry, step } from '../../engine/step.ts';
import { expectShell, exportDeviceEnv } from '../../login/shell-steps.ts';
import { OVERLAY } from '../../overlay/overlay.ts';
import { dockerSchema } from './schema.ts';

export const docker = method(dockerSchema, (context) => {
  const { block, target } = context;
  target.require(DEPLOYED, nothingDeployed);
  const image = target.find(IMAGE) ?? target.require(IMAGE, () => '');
  const console = openedConsole(context);
  const overlay = target.needsOverlay ? target.find(OVERLAY) : undefined;
  const downloads = downloadsFor(context, block['downloads-namespace']);
  return retry('boot-docker', [
    step(
      'docker-run',
      async (run) => {
        const { runContainer } = await import('./run-container.ts');
        await runContainer(run, context, { image, overlay: overlay?.get(), downloads, console });
      },
      {
        timeoutCode: 'step-timeout',
        validate: async ({ job }) => (await import('./run-container.ts')).checkContainer(job, context),
      },
    ),
    ...('prompts' in block && target.needsShell ? [expectShell(context), exportDeviceEnv(context)] : []),
  ]);
});
