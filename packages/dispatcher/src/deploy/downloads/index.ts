// SPDX-License-Identifier: Apache-2.0
import { DOWNLOADS, DownloadsDirectory } from '../../artefact/downloads-directory.ts';
import { method } from '../../engine/method.ts';
import { group, step } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { OVERLAY } from '../../overlay/overlay.ts';
import { overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { downloadsSchema } from './schema.ts';

export const downloads = method(downloadsSchema, (context) => {
  const { block, target } = context;
  const { images, postprocess } = block;
  const files = new Deployment(context);
  const fetching = [...overlayIfNeeded(context), ...files.fetchAll(images)];
  const directory = target.provide(DOWNLOADS, new DownloadsDirectory(files.files));
  const docker = postprocess?.docker;
  if (!docker) return group('downloads', fetching);
  const overlay = target.needsOverlay ? target.find(OVERLAY) : undefined;
  const work = step(
    'download-postprocess-docker',
    async (run) => {
      const { postprocess: process } = await import('./postprocess.ts');
      await process(run, context, { docker, directory, overlay: overlay?.get() });
    },
    {
      timeoutCode: 'job-timeout',
      validate: async ({ job }) => (await import('./postprocess.ts')).checkPostprocess(job, context, docker),
    },
  );
  return group('downloads', [...fetching, work]);
});
