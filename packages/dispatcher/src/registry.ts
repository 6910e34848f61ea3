// SPDX-License-Identifier: Apache-2.0
import { avh as bootAvh } from './boot/avh/index.ts';
import { barebox } from './boot/barebox/index.ts';
import { bootloader } from './boot/bootloader/index.ts';
import { cmsisDap } from './boot/cmsis-dap/index.ts';
import { depthcharge } from './boot/depthcharge/index.ts';
import { dfu } from './boot/dfu/index.ts';
import { docker as bootDocker } from './boot/docker/index.ts';
import { fastboot as bootFastboot } from './boot/fastboot/index.ts';
import { fvp as bootFvp } from './boot/fvp/index.ts';
import { gdb } from './boot/gdb/index.ts';
import { grub } from './boot/grub/index.ts';
import { grubSequence } from './boot/grub-sequence/index.ts';
import { ipxe } from './boot/ipxe/index.ts';
import { jlink } from './boot/jlink/index.ts';
import { kexec } from './boot/kexec/index.ts';
import { minimal } from './boot/minimal/index.ts';
import { musca as bootMusca } from './boot/musca/index.ts';
import { newConnection } from './boot/new-connection/index.ts';
import { nodebooter } from './boot/nodebooter/index.ts';
import { openocd } from './boot/openocd/index.ts';
import { pyocd } from './boot/pyocd/index.ts';
import { qdl as bootQdl } from './boot/qdl/index.ts';
import { qemu } from './boot/qemu/index.ts';
import { qemuIso } from './boot/qemu-iso/index.ts';
import { recovery as bootRecovery } from './boot/recovery/index.ts';
import { schroot } from './boot/schroot/index.ts';
import { ssh as bootSsh } from './boot/ssh/index.ts';
import { uBoot } from './boot/u-boot/index.ts';
import { uefi } from './boot/uefi/index.ts';
import { uefiMenu } from './boot/uefi-menu/index.ts';
import { uuu as bootUuu } from './boot/uuu/index.ts';
import { avh } from './deploy/avh/index.ts';
import { docker } from './deploy/docker/index.ts';
import { download } from './deploy/download/index.ts';
import { downloads } from './deploy/downloads/index.ts';
import { fastboot } from './deploy/fastboot/index.ts';
import { flasher } from './deploy/flasher/index.ts';
import { fvp } from './deploy/fvp/index.ts';
import { isoInstaller } from './deploy/iso-installer/index.ts';
import { mps } from './deploy/mps/index.ts';
import { musca } from './deploy/musca/index.ts';
import { nbd } from './deploy/nbd/index.ts';
import { nfs } from './deploy/nfs/index.ts';
import { overlay } from './deploy/overlay/index.ts';
import { qdl } from './deploy/qdl/index.ts';
import { qemuNfs } from './deploy/qemu-nfs/index.ts';
import { recovery } from './deploy/recovery/index.ts';
import { removable } from './deploy/removable/index.ts';
import { ssh } from './deploy/ssh/index.ts';
import { tftp } from './deploy/tftp/index.ts';
import { tmpfs } from './deploy/tmpfs/index.ts';
import { uBootUms } from './deploy/u-boot-ums/index.ts';
import { usbgMs } from './deploy/usbg-ms/index.ts';
import { uuu } from './deploy/uuu/index.ts';
import { vemsd } from './deploy/vemsd/index.ts';
import type { Method, TestMethod } from './engine/method.ts';
import { definitions } from './test/definitions/index.ts';
import { dockerTest } from './test/docker/index.ts';
import { interactive } from './test/interactive/index.ts';
import { monitors } from './test/monitors/index.ts';
import { multinode } from './test/multinode/index.ts';
import { services } from './test/services/index.ts';

/** All methods there are. The order decides between methods of one priority that both fit. */
export const deployMethods: readonly Method[] = [
  avh,
  docker,
  download,
  downloads,
  fastboot,
  flasher,
  fvp,
  qemuNfs,
  tmpfs,
  isoInstaller,
  mps,
  musca,
  nbd,
  nfs,
  overlay,
  qdl,
  recovery,
  removable,
  ssh,
  tftp,
  uBootUms,
  usbgMs,
  uuu,
  vemsd,
];
export const bootMethods: readonly Method[] = [
  bootAvh,
  barebox,
  bootloader,
  cmsisDap,
  depthcharge,
  dfu,
  bootQdl,
  bootDocker,
  bootFastboot,
  bootFvp,
  gdb,
  grubSequence,
  grub,
  ipxe,
  qemuIso,
  jlink,
  kexec,
  minimal,
  bootMusca,
  nodebooter,
  openocd,
  pyocd,
  qemu,
  bootRecovery,
  newConnection,
  bootSsh,
  schroot,
  uBoot,
  uefi,
  uefiMenu,
  bootUuu,
];
export const testMethods: readonly TestMethod[] = [
  dockerTest,
  interactive,
  monitors,
  multinode,
  definitions,
  services,
];
