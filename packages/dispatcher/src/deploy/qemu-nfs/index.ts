// SPDX-License-Identifier: Apache-2.0
import { method } from '../../engine/method.ts';
import { step } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { NfsRoot } from '../../overlay/nfs-root.ts';
import { deployDeviceEnv, lavaOverlay } from '../../overlay/overlay-steps.ts';
import { qemuNfsSchema } from './schema.ts';

export const qemuNfs = method(qemuNfsSchema, (context) => {
  const { block, target } = context;
  const files = new Deployment(context, { served: 'nfs' });
  const fetching = [...files.fetchAll({ uefi: block.uefi }), ...files.fetchAll(block.images)];
  const root = new NfsRoot(context, files, { prefix: block.images.nfsrootfs?.prefix });
  return step(
    'deploy-qemu-nfs',
    async (run) => {
      await run.children();
      await root.serve(run);
    },
    {
      timeoutCode: 'step-timeout',
      children: [
        ...fetching,
        root.extract('qemu-nfs-deploy'),
        ...(target.needsOverlay ? [lavaOverlay(context), root.applyOverlay()] : []),
        ...deployDeviceEnv(context),
      ],
    },
  );
});
