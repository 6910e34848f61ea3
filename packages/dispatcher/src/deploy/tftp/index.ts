// SPDX-License-Identifier: Apache-2.0
import { prepareKernel } from '../../artefact/kernel-steps.ts';
import { ramdiskSteps } from '../../artefact/rootfs-steps.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { group, type StepSpec, unwritten } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { deployDeviceEnv, overlayIfNeeded } from '../../overlay/overlay-steps.ts';
import { type TftpBlock, tftpSchema } from './schema.ts';

/** In the order of their steps. */
const FILES = ['ramdisk', 'kernel', 'dtb', 'nfsrootfs', 'modules', 'preseed', 'tee'] as const;

export const tftp = method(tftpSchema, (context) =>
  group('tftp-deploy', [
    ...overlayIfNeeded(context),
    ...files(context),
    prepareOverlay(context),
    ...deployDeviceEnv(context),
  ]),
);

function files(context: PlanContext<TftpBlock>): StepSpec[] {
  const { block } = context;
  const files = new Deployment(context, { served: 'tftp', kernelType: block.kernel?.type });
  const extra = Object.entries(block.extra_files ?? {});
  return [
    ...FILES.flatMap((key) => files.fetchAll({ [key]: block[key] })),
    ...(block.dtbo ?? []).map((dtbo, i) => files.fetch(`dtbo${i}`, dtbo)),
    ...extra.map(([key, artefact]) => files.fetch(`extra_files.${key}`, artefact)),
  ];
}

function prepareOverlay({ block, board, target }: PlanContext<TftpBlock>): StepSpec {
  const { nfsrootfs, modules, ramdisk, preseed, kernel } = block;
  const parts = { nfsrootfs, modules, ramdisk, preseed, overlay: target.needsOverlay };
  const children = ramdiskSteps(board, parts, {
    before: kernel?.type ? [prepareKernel(board)] : [],
    // The FIT image holds the ramdisk, so it is made last.
    after: board.methods.boot.includes('depthcharge') ? [prepareKernel(board)] : [],
  });
  // Nothing is served by TFTP yet.
  return unwritten('prepare-tftp-overlay', { timeoutCode: 'step-timeout', children });
}
