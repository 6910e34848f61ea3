// SPDX-License-Identifier: Apache-2.0
import { method } from '../../engine/method.ts';
import { absorbed, step } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { NfsRoot } from '../../overlay/nfs-root.ts';
import { deployDeviceEnv, lavaOverlay } from '../../overlay/overlay-steps.ts';
import { nfsSchema } from './schema.ts';

export const nfs = method(nfsSchema, (context) => {
  const { nfsrootfs, modules } = context.block;
  const files = new Deployment(context, { served: 'nfs' });
  const fetching = files.fetchAll({ nfsrootfs, modules });
  const root = new NfsRoot(context, files, { prefix: nfsrootfs?.prefix });
  const { addModules } = root;
  const name = 'extract-modules';
  return step(
    'nfs-deploy',
    async (run) => {
      await run.children();
      await root.serve(run);
    },
    {
      timeoutCode: 'step-timeout',
      children: [
        ...fetching,
        root.extract(),
        lavaOverlay(context),
        addModules ? step(name, addModules) : absorbed(name, 'the block has no modules'),
        root.applyOverlay(),
        ...deployDeviceEnv(context),
      ],
    },
  );
});
