// SPDX-License-Identifier: Apache-2.0
import { method, type PlanContext } from '../../engine/method.ts';
import { group, type StepSpec, step } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { NfsRoot } from '../../overlay/nfs-root.ts';
import { deployDeviceEnv, overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { preparation } from './prepare.ts';
import { type TftpBlock, tftpSchema } from './schema.ts';

/** In the order of their steps. */
const FILES = ['ramdisk', 'kernel', 'dtb', 'nfsrootfs', 'modules', 'preseed', 'tee'] as const;

export const tftp = method(tftpSchema, (context) => {
  const { block } = context;
  const overlay = overlayIfNeeded(context);
  const files = new Deployment(context, { served: 'tftp', kernelType: block.kernel?.type });
  const fetches = fetching(block, files);
  return group('tftp-deploy', [
    ...overlay,
    ...fetches,
    prepareAndServe(context, files, new NfsRoot(context, files, block.nfsrootfs ?? {})),
    ...deployDeviceEnv(context),
  ]);
});

function fetching(block: TftpBlock, files: Deployment): StepSpec[] {
  const extra = Object.entries(block.extra_files ?? {});
  return [
    ...FILES.flatMap((key) => files.fetchAll({ [key]: block[key] })),
    ...(block.dtbo ?? []).map((dtbo, i) => files.fetch(`dtbo${i}`, dtbo)),
    ...extra.map(([key, artefact]) => files.fetch(`extra_files.${key}`, artefact)),
  ];
}

function prepareAndServe(context: PlanContext<TftpBlock>, files: Deployment, root: NfsRoot): StepSpec {
  return step(
    'prepare-tftp-overlay',
    async (run) => {
      await run.children();
      await root.serve(run);
      await (await import('../../overlay/serve-tftp.ts')).serveFiles(run, files);
    },
    {
      timeoutCode: 'step-timeout',
      children: preparation(context, files, root),
      validate: async () => (await import('../../host/tftp.ts')).checkTftp(),
    },
  );
}
