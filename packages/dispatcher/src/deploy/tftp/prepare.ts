// SPDX-License-Identifier: Apache-2.0
import { prepareKernel } from '../../artefact/kernel-steps.ts';
import type { PlanContext } from '../../engine/method.ts';
import { Slot } from '../../engine/slot.ts';
import { absorbed, type StepSpec, step, unwritten } from '../../engine/step.ts';
import type { Deployment } from '../../overlay/deployment.ts';
import type { NfsRoot } from '../../overlay/nfs-root.ts';
import { OVERLAY, type Overlay } from '../../overlay/overlay.ts';
import type { TftpBlock } from './schema.ts';

const ON_HOST = { timeoutCode: 'step-timeout' } as const;

/** Makes of what was fetched what the device is served, under LAVA's names and in LAVA's order. */
export function preparation(context: PlanContext<TftpBlock>, files: Deployment, root: NfsRoot): StepSpec[] {
  const { block, board, target } = context;
  const { kernel } = block;
  const sources = files.file('kernel');
  const kernelFiles = sources && {
    ...{ kernel: sources, dtb: files.file('dtb'), ramdisk: files.file('ramdisk') },
    type: kernel?.type,
  };
  return [
    root.extract(),
    persistentNfs(context, files),
    withoutHeader(context, files),
    addModules(context, files, root),
    ...(target.needsOverlay ? [applyOverlay(context, files, root)] : []),
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

function persistentNfs({ block }: PlanContext<TftpBlock>, files: Deployment): StepSpec {
  const name = 'parse-persistent-nfs';
  const address = block.persistent_nfs?.address;
  if (address === undefined) return absorbed(name, 'the block has no persistent_nfs');
  // The address of a server may have colons, in brackets.
  const [, server = '', path = ''] = /^(\[[^\]]*\]|[^:]+):(.*)$/.exec(address) ?? [];
  return step(name, async () => files.nfs.set({ server, path }), ON_HOST);
}

/** Into the root file system, and behind the ramdisk. */
function addModules({ block }: PlanContext<TftpBlock>, files: Deployment, root: NfsRoot): StepSpec {
  const name = 'extract-modules';
  const [ramdisk, modules] = [files.file('ramdisk'), files.file('modules')];
  if (!modules) return absorbed(name, 'the block has no modules');
  const intoRoot = block.nfsrootfs && root.addModules;
  const intoRamdisk = block.ramdisk?.install_modules === false ? undefined : ramdisk;
  if (!intoRoot && !intoRamdisk) return absorbed(name, 'the block has nothing that the modules go into');
  return step(
    name,
    async (run) => {
      await intoRoot?.(run);
      if (intoRamdisk)
        await (await import('../../overlay/ramdisk.ts')).withModules(run, intoRamdisk, modules);
    },
    ON_HOST,
  );
}

function applyOverlay({ block, target }: PlanContext<TftpBlock>, files: Deployment, root: NfsRoot): StepSpec {
  const name = 'apply-overlay-tftp';
  if (block.nfsrootfs) return root.applyOverlay(name);
  if (block.persistent_nfs)
    return block.persistent_nfs.install_overlay === false
      ? absorbed(name, 'the block does not want the overlay in persistent_nfs')
      : unwritten(name, ON_HOST);
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
