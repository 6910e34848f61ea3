// SPDX-License-Identifier: Apache-2.0
// Made by ./lava generate from registry.ts: what is known of all methods, for judging jobs without running them.
import type { MethodSchema, TestMethodSchema } from '../job/method-schema.ts';
import { avhSchema as deployAvh } from '../deploy/avh/schema.ts';
import { dockerSchema as deployDocker } from '../deploy/docker/schema.ts';
import { downloadSchema as deployDownload } from '../deploy/download/schema.ts';
import { downloadsSchema as deployDownloads } from '../deploy/downloads/schema.ts';
import { fastbootSchema as deployFastboot } from '../deploy/fastboot/schema.ts';
import { flasherSchema as deployFlasher } from '../deploy/flasher/schema.ts';
import { fvpSchema as deployFvp } from '../deploy/fvp/schema.ts';
import { qemuNfsSchema as deployQemuNfs } from '../deploy/qemu-nfs/schema.ts';
import { tmpfsSchema as deployTmpfs } from '../deploy/tmpfs/schema.ts';
import { isoInstallerSchema as deployIsoInstaller } from '../deploy/iso-installer/schema.ts';
import { mpsSchema as deployMps } from '../deploy/mps/schema.ts';
import { muscaSchema as deployMusca } from '../deploy/musca/schema.ts';
import { nbdSchema as deployNbd } from '../deploy/nbd/schema.ts';
import { nfsSchema as deployNfs } from '../deploy/nfs/schema.ts';
import { overlaySchema as deployOverlay } from '../deploy/overlay/schema.ts';
import { qdlSchema as deployQdl } from '../deploy/qdl/schema.ts';
import { recoverySchema as deployRecovery } from '../deploy/recovery/schema.ts';
import { removableSchema as deployRemovable } from '../deploy/removable/schema.ts';
import { sshSchema as deploySsh } from '../deploy/ssh/schema.ts';
import { tftpSchema as deployTftp } from '../deploy/tftp/schema.ts';
import { uBootUmsSchema as deployUBootUms } from '../deploy/u-boot-ums/schema.ts';
import { usbgMsSchema as deployUsbgMs } from '../deploy/usbg-ms/schema.ts';
import { uuuSchema as deployUuu } from '../deploy/uuu/schema.ts';
import { vemsdSchema as deployVemsd } from '../deploy/vemsd/schema.ts';
import { avhSchema as bootAvh } from '../boot/avh/schema.ts';
import { bareboxSchema as bootBarebox } from '../boot/barebox/schema.ts';
import { bootloaderSchema as bootBootloader } from '../boot/bootloader/schema.ts';
import { cmsisDapSchema as bootCmsisDap } from '../boot/cmsis-dap/schema.ts';
import { depthchargeSchema as bootDepthcharge } from '../boot/depthcharge/schema.ts';
import { dfuSchema as bootDfu } from '../boot/dfu/schema.ts';
import { qdlSchema as bootQdl } from '../boot/qdl/schema.ts';
import { dockerSchema as bootDocker } from '../boot/docker/schema.ts';
import { fastbootSchema as bootFastboot } from '../boot/fastboot/schema.ts';
import { fvpSchema as bootFvp } from '../boot/fvp/schema.ts';
import { gdbSchema as bootGdb } from '../boot/gdb/schema.ts';
import { grubSequenceSchema as bootGrubSequence } from '../boot/grub-sequence/schema.ts';
import { grubSchema as bootGrub } from '../boot/grub/schema.ts';
import { ipxeSchema as bootIpxe } from '../boot/ipxe/schema.ts';
import { qemuIsoSchema as bootQemuIso } from '../boot/qemu-iso/schema.ts';
import { jlinkSchema as bootJlink } from '../boot/jlink/schema.ts';
import { kexecSchema as bootKexec } from '../boot/kexec/schema.ts';
import { minimalSchema as bootMinimal } from '../boot/minimal/schema.ts';
import { muscaSchema as bootMusca } from '../boot/musca/schema.ts';
import { nodebooterSchema as bootNodebooter } from '../boot/nodebooter/schema.ts';
import { openocdSchema as bootOpenocd } from '../boot/openocd/schema.ts';
import { pyocdSchema as bootPyocd } from '../boot/pyocd/schema.ts';
import { qemuSchema as bootQemu } from '../boot/qemu/schema.ts';
import { recoverySchema as bootRecovery } from '../boot/recovery/schema.ts';
import { newConnectionSchema as bootNewConnection } from '../boot/new-connection/schema.ts';
import { sshSchema as bootSsh } from '../boot/ssh/schema.ts';
import { schrootSchema as bootSchroot } from '../boot/schroot/schema.ts';
import { uBootSchema as bootUBoot } from '../boot/u-boot/schema.ts';
import { uefiSchema as bootUefi } from '../boot/uefi/schema.ts';
import { uefiMenuSchema as bootUefiMenu } from '../boot/uefi-menu/schema.ts';
import { uuuSchema as bootUuu } from '../boot/uuu/schema.ts';
import { dockerTestSchema as testDocker } from '../test/docker/schema.ts';
import { interactiveSchema as testInteractive } from '../test/interactive/schema.ts';
import { monitorsSchema as testMonitors } from '../test/monitors/schema.ts';
import { multinodeSchema as testMultinode } from '../test/multinode/schema.ts';
import { definitionsSchema as testDefinitions } from '../test/definitions/schema.ts';
import { servicesSchema as testServices } from '../test/services/schema.ts';

export const deploySchemas: readonly MethodSchema[] = [
  deployAvh,
  deployDocker,
  deployDownload,
  deployDownloads,
  deployFastboot,
  deployFlasher,
  deployFvp,
  deployQemuNfs,
  deployTmpfs,
  deployIsoInstaller,
  deployMps,
  deployMusca,
  deployNbd,
  deployNfs,
  deployOverlay,
  deployQdl,
  deployRecovery,
  deployRemovable,
  deploySsh,
  deployTftp,
  deployUBootUms,
  deployUsbgMs,
  deployUuu,
  deployVemsd,
];
export const bootSchemas: readonly MethodSchema[] = [
  bootAvh,
  bootBarebox,
  bootBootloader,
  bootCmsisDap,
  bootDepthcharge,
  bootDfu,
  bootQdl,
  bootDocker,
  bootFastboot,
  bootFvp,
  bootGdb,
  bootGrubSequence,
  bootGrub,
  bootIpxe,
  bootQemuIso,
  bootJlink,
  bootKexec,
  bootMinimal,
  bootMusca,
  bootNodebooter,
  bootOpenocd,
  bootPyocd,
  bootQemu,
  bootRecovery,
  bootNewConnection,
  bootSsh,
  bootSchroot,
  bootUBoot,
  bootUefi,
  bootUefiMenu,
  bootUuu,
];
export const testSchemas: readonly TestMethodSchema[] = [
  testDocker,
  testInteractive,
  testMonitors,
  testMultinode,
  testDefinitions,
  testServices,
];
