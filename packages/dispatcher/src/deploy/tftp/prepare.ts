// SPDX-License-Identifier: Apache-2.0
import { prepareKernel } from '../../artefact/kernel-steps.ts';
import { modulesStep, nfsrootSteps } from '../../artefact/rootfs-steps.ts';
import type { PlanContext } from '../../engine/method.ts';
import { Slot } from '../../engine/slot.ts';
import { absorbed, type StepSpec, step, unwritten } from '../../engine/step.ts';
import type { Deployment } from '../../overlay/deployment.ts';
import { OVERLAY, type Overlay } from '../../overlay/overlay.ts';
import type { TftpBlock } from './schema.ts';

const ON_HOST = { timeoutCode: 'step-timeout' } as const;

/** Makes of what was fetched what the device is served, under LAVA's names and in LAVA's order. */
export function preparation(context: PlanContext<TftpBlock>, files: Deployment): StepSpec[] {
  const { block, board, target } = context;
  const { nfsrootfs, modules, kernel } = block;
  const parts = { nfsrootfs, modules, overlay: target.needsOverlay };
  const sources = files.file('kernel');
  const kernelFiles = sources && {
    ...{ kernel: sources, dtb: files.file('dtb'), ramdisk: files.file('ramdisk') },
    type: kernel?.type,
  };
  return [
    ...nfsrootSteps(parts),
    block.persistent_nfs
      ? unwritten('parse-persistent-nfs', ON_HOST)
      : absorbed('parse-persistent-nfs', 'the block has no persistent_nfs'),
    withoutHeader(context, files),
    addModules(context, files),
    ...(target.needsOverlay ? [applyOverlay(context, files)] : []),
    ...(kernel?.type ? [prepareKernel(board, kernelFiles)] : []),
    block.preseed
      ? unwritten('configure-preseed-file', ON_HOST)
      : absorbed('configure-preseed-file', 'the block has no preseed'),
    withHeader(context, files),
    // A FIT image holds the ramdisk, so it is made last.
    ...(board.methods.boot.includes('depthcharge') ? [prepareKernel(board, kernelFiles)] : []),
  ];
}

function withoutHeader({ block }: PlanContext<TftpBlock>, files: Deployment): StepSpec {
  const name = 'extract-overlay-ramdisk';
  const ramdisk = files.file('ramdisk');
  if (!ramdisk || !block.ramdisk?.header)
    return absorbed(name, 'archives are appended to the ramdisk, which is never unpacked');
  return step(
    name,
    async (run) => (await import('../../overlay/ramdisk.ts')).withoutHeader(run, ramdisk),
    ON_HOST,
  );
}

function addModules({ block }: PlanContext<TftpBlock>, files: Deployment): StepSpec {
  const { nfsrootfs, persistent_nfs, ramdisk: into } = block;
  const [ramdisk, modules] = [files.file('ramdisk'), files.file('modules')];
  if (!modules || nfsrootfs || persistent_nfs) return modulesStep({ modules });
  const name = 'extract-modules';
  if (!ramdisk || into?.install_modules === false)
    return absorbed(name, 'the block has nothing that the modules go into');
  return step(
    name,
    async (run) => (await import('../../overlay/ramdisk.ts')).withModules(run, ramdisk, modules),
    ON_HOST,
  );
}

function applyOverlay({ block, target }: PlanContext<TftpBlock>, files: Deployment): StepSpec {
  const name = 'apply-overlay-tftp';
  if (block.nfsrootfs || block.persistent_nfs) return unwritten(name, ON_HOST);
  const ramdisk = files.file('ramdisk');
  if (!ramdisk || block.ramdisk?.install_overlay === false)
    return absorbed(name, 'the block has nothing that the overlay goes into');
  const overlay = target.require(OVERLAY, () => new Slot<Overlay>('overlay'));
  return step(
    name,
    async (run) => (await import('../../overlay/ramdisk.ts')).withOverlay(run, ramdisk, overlay.get()),
    ON_HOST,
  );
}

function withHeader({ board }: PlanContext<TftpBlock>, files: Deployment): StepSpec {
  const name = 'compress-ramdisk';
  const ramdisk = files.file('ramdisk');
  if (!ramdisk || board.ramdiskHeader !== 'u-boot')
    return absorbed(name, 'the ramdisk stays as it is, with archives behind it');
  const { architecture } = board.images;
  return step(
    name,
    async (run) => (await import('../../overlay/ramdisk.ts')).withHeader(run, ramdisk, architecture),
    ON_HOST,
  );
}
