// SPDX-License-Identifier: Apache-2.0

import { avhSchema as bootAvhSchema } from './boot/avh/schema.ts';
import { bareboxSchema } from './boot/barebox/schema.ts';
import { bootloaderSchema } from './boot/bootloader/schema.ts';
import { cmsisDapSchema } from './boot/cmsis-dap/schema.ts';
import { depthchargeSchema } from './boot/depthcharge/schema.ts';
import { dfuSchema } from './boot/dfu/schema.ts';
import { dockerSchema as bootDockerSchema } from './boot/docker/schema.ts';
import { fastbootSchema as bootFastbootSchema } from './boot/fastboot/schema.ts';
import { fvpSchema as bootFvpSchema } from './boot/fvp/schema.ts';
import { gdbSchema } from './boot/gdb/schema.ts';
import { grubSchema } from './boot/grub/schema.ts';
import { grubSequenceSchema } from './boot/grub-sequence/schema.ts';
import { ipxeSchema } from './boot/ipxe/schema.ts';
import { jlinkSchema } from './boot/jlink/schema.ts';
import { kexecSchema } from './boot/kexec/schema.ts';
import { minimalSchema } from './boot/minimal/schema.ts';
import { muscaSchema as bootMuscaSchema } from './boot/musca/schema.ts';
import { newConnectionSchema } from './boot/new-connection/schema.ts';
import { nodebooterSchema } from './boot/nodebooter/schema.ts';
import { openocdSchema } from './boot/openocd/schema.ts';
import { pyocdSchema } from './boot/pyocd/schema.ts';
import { qdlSchema as bootQdlSchema } from './boot/qdl/schema.ts';
import { qemuSchema } from './boot/qemu/schema.ts';
import { qemuIsoSchema } from './boot/qemu-iso/schema.ts';
import { recoverySchema as bootRecoverySchema } from './boot/recovery/schema.ts';
import { schrootSchema } from './boot/schroot/schema.ts';
import { sshSchema as bootSshSchema } from './boot/ssh/schema.ts';
import { uBootSchema } from './boot/u-boot/schema.ts';
import { uefiSchema } from './boot/uefi/schema.ts';
import { uefiMenuSchema } from './boot/uefi-menu/schema.ts';
import { uuuSchema as bootUuuSchema } from './boot/uuu/schema.ts';
import { avhSchema } from './deploy/avh/schema.ts';
import { dockerSchema } from './deploy/docker/schema.ts';
import { downloadSchema } from './deploy/download/schema.ts';
import { downloadsSchema } from './deploy/downloads/schema.ts';
import { fastbootSchema } from './deploy/fastboot/schema.ts';
import { flasherSchema } from './deploy/flasher/schema.ts';
import { fvpSchema } from './deploy/fvp/schema.ts';
import { isoInstallerSchema } from './deploy/iso-installer/schema.ts';
import { mpsSchema } from './deploy/mps/schema.ts';
import { muscaSchema } from './deploy/musca/schema.ts';
import { nbdSchema } from './deploy/nbd/schema.ts';
import { nfsSchema } from './deploy/nfs/schema.ts';
import { overlaySchema } from './deploy/overlay/schema.ts';
import { qdlSchema } from './deploy/qdl/schema.ts';
import { qemuNfsSchema } from './deploy/qemu-nfs/schema.ts';
import { recoverySchema } from './deploy/recovery/schema.ts';
import { removableSchema } from './deploy/removable/schema.ts';
import { sshSchema } from './deploy/ssh/schema.ts';
import { tftpSchema } from './deploy/tftp/schema.ts';
import { tmpfsSchema } from './deploy/tmpfs/schema.ts';
import { uBootUmsSchema } from './deploy/u-boot-ums/schema.ts';
import { usbgMsSchema } from './deploy/usbg-ms/schema.ts';
import { uuuSchema } from './deploy/uuu/schema.ts';
import { vemsdSchema } from './deploy/vemsd/schema.ts';
import type { MethodSchema, TestMethodSchema } from './job/method-schema.ts';
import { definitionsSchema } from './test/definitions/schema.ts';
import { dockerTestSchema } from './test/docker/schema.ts';
import { interactiveSchema } from './test/interactive/schema.ts';
import { monitorsSchema } from './test/monitors/schema.ts';
import { multinodeSchema } from './test/multinode/schema.ts';
import { servicesSchema } from './test/services/schema.ts';

/**
 * What is known of all methods, for judging jobs without running them. The order decides between methods of one priority
 * that both take a block; it is the order of registry.ts.
 */
export const deploySchemas: readonly MethodSchema[] = [
  avhSchema,
  dockerSchema,
  downloadSchema,
  downloadsSchema,
  fastbootSchema,
  flasherSchema,
  fvpSchema,
  qemuNfsSchema,
  tmpfsSchema,
  isoInstallerSchema,
  mpsSchema,
  muscaSchema,
  nbdSchema,
  nfsSchema,
  overlaySchema,
  qdlSchema,
  recoverySchema,
  removableSchema,
  sshSchema,
  tftpSchema,
  uBootUmsSchema,
  usbgMsSchema,
  uuuSchema,
  vemsdSchema,
];
export const bootSchemas: readonly MethodSchema[] = [
  bootAvhSchema,
  bareboxSchema,
  bootloaderSchema,
  cmsisDapSchema,
  depthchargeSchema,
  dfuSchema,
  bootQdlSchema,
  bootDockerSchema,
  bootFastbootSchema,
  bootFvpSchema,
  gdbSchema,
  grubSequenceSchema,
  grubSchema,
  ipxeSchema,
  qemuIsoSchema,
  jlinkSchema,
  kexecSchema,
  minimalSchema,
  bootMuscaSchema,
  nodebooterSchema,
  openocdSchema,
  pyocdSchema,
  qemuSchema,
  bootRecoverySchema,
  newConnectionSchema,
  bootSshSchema,
  schrootSchema,
  uBootSchema,
  uefiSchema,
  uefiMenuSchema,
  bootUuuSchema,
];
export const testSchemas: readonly TestMethodSchema[] = [
  dockerTestSchema,
  interactiveSchema,
  monitorsSchema,
  multinodeSchema,
  definitionsSchema,
  servicesSchema,
];
