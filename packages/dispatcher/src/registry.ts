// SPDX-License-Identifier: Apache-2.0
import { userCommand } from './command/user-command.ts';
import type { Method, MethodEntry, TestMethod } from './engine/method.ts';
import type { Registry } from './engine/methods.ts';
import { finalize } from './finalize/finalize.ts';
import { hold, holdAfterFailure } from './hold/hold.ts';

/**
 * All methods there are. Only those that a job names are loaded. The order decides between methods of one priority that
 * both take a block.
 */
export const deployMethods: readonly MethodEntry<Method>[] = [
  { words: ['avh'], load: async () => (await import('./deploy/avh/index.ts')).avh },
  { words: ['docker'], load: async () => (await import('./deploy/docker/index.ts')).docker },
  { words: ['download'], load: async () => (await import('./deploy/download/index.ts')).download },
  { words: ['downloads'], load: async () => (await import('./deploy/downloads/index.ts')).downloads },
  { words: ['fastboot'], load: async () => (await import('./deploy/fastboot/index.ts')).fastboot },
  { words: ['flasher'], load: async () => (await import('./deploy/flasher/index.ts')).flasher },
  { words: ['fvp'], load: async () => (await import('./deploy/fvp/index.ts')).fvp },
  { words: ['nfs'], load: async () => (await import('./deploy/qemu-nfs/index.ts')).qemuNfs },
  { words: ['tmpfs'], load: async () => (await import('./deploy/tmpfs/index.ts')).tmpfs },
  {
    words: ['iso-installer'],
    load: async () => (await import('./deploy/iso-installer/index.ts')).isoInstaller,
  },
  { words: ['mps'], load: async () => (await import('./deploy/mps/index.ts')).mps },
  { words: ['musca'], load: async () => (await import('./deploy/musca/index.ts')).musca },
  { words: ['nbd'], load: async () => (await import('./deploy/nbd/index.ts')).nbd },
  { words: ['nfs'], load: async () => (await import('./deploy/nfs/index.ts')).nfs },
  { words: ['overlay'], load: async () => (await import('./deploy/overlay/index.ts')).overlay },
  { words: ['qdl'], load: async () => (await import('./deploy/qdl/index.ts')).qdl },
  { words: ['recovery'], load: async () => (await import('./deploy/recovery/index.ts')).recovery },
  { words: ['sata', 'sd', 'usb'], load: async () => (await import('./deploy/removable/index.ts')).removable },
  { words: ['ssh'], load: async () => (await import('./deploy/ssh/index.ts')).ssh },
  { words: ['tftp'], load: async () => (await import('./deploy/tftp/index.ts')).tftp },
  { words: ['u-boot-ums'], load: async () => (await import('./deploy/u-boot-ums/index.ts')).uBootUms },
  { words: ['usbg-ms'], load: async () => (await import('./deploy/usbg-ms/index.ts')).usbgMs },
  { words: ['uuu'], load: async () => (await import('./deploy/uuu/index.ts')).uuu },
  { words: ['vemsd'], load: async () => (await import('./deploy/vemsd/index.ts')).vemsd },
];
export const bootMethods: readonly MethodEntry<Method>[] = [
  { words: ['avh'], load: async () => (await import('./boot/avh/index.ts')).avh },
  { words: ['barebox'], load: async () => (await import('./boot/barebox/index.ts')).barebox },
  { words: ['bootloader'], load: async () => (await import('./boot/bootloader/index.ts')).bootloader },
  { words: ['cmsis-dap'], load: async () => (await import('./boot/cmsis-dap/index.ts')).cmsisDap },
  { words: ['depthcharge'], load: async () => (await import('./boot/depthcharge/index.ts')).depthcharge },
  { words: ['dfu'], load: async () => (await import('./boot/dfu/index.ts')).dfu },
  { words: ['qdl'], load: async () => (await import('./boot/qdl/index.ts')).qdl },
  { words: ['docker'], load: async () => (await import('./boot/docker/index.ts')).docker },
  { words: ['fastboot'], load: async () => (await import('./boot/fastboot/index.ts')).fastboot },
  { words: ['fvp'], load: async () => (await import('./boot/fvp/index.ts')).fvp },
  { words: ['gdb'], load: async () => (await import('./boot/gdb/index.ts')).gdb },
  {
    words: ['grub', 'grub-efi'],
    load: async () => (await import('./boot/grub-sequence/index.ts')).grubSequence,
  },
  { words: ['grub', 'grub-efi'], load: async () => (await import('./boot/grub/index.ts')).grub },
  { words: ['ipxe'], load: async () => (await import('./boot/ipxe/index.ts')).ipxe },
  {
    words: ['qemu-iso'],
    load: async () => (await import('./boot/qemu-iso/index.ts')).qemuIso,
  },
  { words: ['jlink'], load: async () => (await import('./boot/jlink/index.ts')).jlink },
  { words: ['kexec'], load: async () => (await import('./boot/kexec/index.ts')).kexec },
  { words: ['minimal'], load: async () => (await import('./boot/minimal/index.ts')).minimal },
  { words: ['musca'], load: async () => (await import('./boot/musca/index.ts')).musca },
  { words: ['nodebooter'], load: async () => (await import('./boot/nodebooter/index.ts')).nodebooter },
  { words: ['openocd'], load: async () => (await import('./boot/openocd/index.ts')).openocd },
  { words: ['pyocd'], load: async () => (await import('./boot/pyocd/index.ts')).pyocd },
  { words: ['qemu', 'qemu-nfs', 'monitor'], load: async () => (await import('./boot/qemu/index.ts')).qemu },
  { words: ['recovery'], load: async () => (await import('./boot/recovery/index.ts')).recovery },
  {
    words: ['new_connection'],
    load: async () => (await import('./boot/new-connection/index.ts')).newConnection,
  },
  {
    words: ['ssh'],
    takes: ({ method }) => typeof method === 'string' && method.includes('ssh'),
    load: async () => (await import('./boot/ssh/index.ts')).ssh,
  },
  {
    words: ['schroot'],
    takes: ({ method }) => typeof method === 'string' && method.includes('schroot'),
    load: async () => (await import('./boot/schroot/index.ts')).schroot,
  },
  { words: ['u-boot'], load: async () => (await import('./boot/u-boot/index.ts')).uBoot },
  { words: ['uefi'], load: async () => (await import('./boot/uefi/index.ts')).uefi },
  { words: ['uefi-menu'], load: async () => (await import('./boot/uefi-menu/index.ts')).uefiMenu },
  { words: ['uuu'], load: async () => (await import('./boot/uuu/index.ts')).uuu },
];
export const testMethods: readonly MethodEntry<TestMethod>[] = [
  { words: ['definitions'], load: async () => (await import('./test/docker/index.ts')).dockerTest },
  { words: ['interactive'], load: async () => (await import('./test/interactive/index.ts')).interactive },
  { words: ['monitors'], load: async () => (await import('./test/monitors/index.ts')).monitors },
  { words: ['definitions'], load: async () => (await import('./test/multinode/index.ts')).multinode },
  { words: ['definitions'], load: async () => (await import('./test/definitions/index.ts')).definitions },
  { words: ['services'], load: async () => (await import('./test/services/index.ts')).services },
];

export const REGISTRY: Registry = {
  deploy: deployMethods,
  boot: bootMethods,
  test: testMethods,
  command: userCommand,
  hold,
  holdAfterFailure,
  finalize,
};
