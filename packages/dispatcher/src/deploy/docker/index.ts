// SPDX-License-Identifier: Apache-2.0
import { IMAGE } from '../../container/images.ts';
import { method } from '../../engine/method.ts';
import { step } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { deployDeviceEnv, lavaOverlay } from '../../overlay/overlay-steps.ts';
import { dockerSchema } from './schema.ts';

export const docker = method(dockerSchema, (context) => {
  const { block, settings, target } = context;
  new Deployment(context);
  const { image } = block;
  const wanted = typeof image === 'string' ? { image } : { ...image, image: image.name };
  target.provide(IMAGE, wanted.image);
  return step(
    'deploy-docker',
    async (run) => {
      const [{ engineWords }, { fetchImage }] = await Promise.all([
        import('../../container/engine.ts'),
        import('../../container/images.ts'),
      ]);
      await fetchImage(run, engineWords(run.job, settings?.options?.remote), wanted);
      await run.children();
    },
    {
      timeoutCode: 'step-timeout',
      validate: async ({ job }) => void (await import('../../container/engine.ts')).engineWords(job),
      children: [
        ...deployDeviceEnv(context),
        // The container gets its files as they are: nothing is packed ahead.
        ...(target.needsOverlay ? [lavaOverlay(context, 'lava-overlay', false)] : []),
      ],
    },
  );
});
