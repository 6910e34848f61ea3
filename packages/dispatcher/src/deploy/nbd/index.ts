// SPDX-License-Identifier: Apache-2.0
import { prepareKernel } from '../../artefact/kernel-steps.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { absorbed, group, type StepSpec, step } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { lavaOverlay } from '../../overlay/overlay-steps.ts';
import { nbdSchema } from './schema.ts';

export const nbd = method(nbdSchema, (context) => {
  const { block, board } = context;
  const { initrd, kernel, dtb, nbdroot } = block;
  const type = kernel?.type;
  const files = new Deployment(context, { served: 'tftp', kernelType: type });
  const fetching = files.fetchAll({ initrd, kernel, dtb, nbdroot });
  const sources = files.file('kernel');
  const parts = { dtb: files.file('dtb'), ramdisk: files.file('initrd'), type };
  return group('nbd-deploy', [
    ...fetching,
    lavaOverlay(context),
    ...(type ? [prepareKernel(board, sources && { kernel: sources, ...parts })] : []),
    serve(context, files),
  ]);
});

/** The disk by NBD, all other files by TFTP. */
function serve({ job, board }: PlanContext, files: Deployment): StepSpec {
  const name = 'xnbd-server-deploy';
  const image = files.file('nbdroot');
  if (!image) return absorbed(name, 'the block has no nbdroot');
  const initrd = board.ramdiskHeader === 'u-boot' ? files.file('initrd') : undefined;
  const { port } = (job.protocols?.['lava-xnbd'] ?? {}) as { port?: unknown };
  return step(
    name,
    async (run) => {
      if (initrd)
        await (await import('../../overlay/ramdisk.ts')).withHeader(run, initrd, board.images.architecture);
      await (await import('../../overlay/serve-tftp.ts')).serveFiles(run, files);
      files.nbd.set(await (await import('./serve-disk.ts')).serveDisk(run, image.get(), port));
    },
    {
      timeoutCode: 'step-timeout',
      validate: async () => {
        (await import('../../host/tftp.ts')).checkTftp();
        (await import('../../host/tool.ts')).requireTool('nbd-server');
      },
    },
  );
}
