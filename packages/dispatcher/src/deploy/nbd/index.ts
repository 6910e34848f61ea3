// SPDX-License-Identifier: Apache-2.0
import { prepareKernel } from '../../artefact/kernel-steps.ts';
import { method } from '../../engine/method.ts';
import { group, unwritten } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { lavaOverlay } from '../../overlay/overlay-steps.ts';
import { nbdSchema } from './schema.ts';

export const nbd = method(nbdSchema, (context) => {
  const { block, board } = context;
  const kernelType = block.kernel?.type;
  const files = new Deployment(context, { served: 'nbd', kernelType });
  return group('nbd-deploy', [
    ...files.fetchAll({ initrd: block.initrd, kernel: block.kernel, dtb: block.dtb, nbdroot: block.nbdroot }),
    lavaOverlay(context),
    ...(kernelType ? [prepareKernel(board, undefined)] : []),
    unwritten('xnbd-server-deploy'),
  ]);
});
