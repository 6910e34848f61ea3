// SPDX-License-Identifier: Apache-2.0
// Made by ./lava generate from the plans of the examples: what this version plans and cannot run yet.

/** By section and name of the method: steps that are not written, and the key of the block that asks for each. */
export const UNWRITTEN_METHODS: Readonly<
  Record<string, readonly { readonly step: string; readonly key?: string }[]>
> = {
  'deploy avh': [
    { step: 'deploy-avh' },
  ],
  'deploy flasher': [
    { step: 'deploy-flasher' },
  ],
  'deploy iso-installer': [
    { step: 'prepare-empty-image' },
    { step: 'pull-installer-files' },
    { step: 'prepare-qemu-commands' },
  ],
  'deploy mps': [
    { step: 'wait-usb-mass-storage-device' },
    { step: 'mount-vexpress-usbmsd' },
    { step: 'extract-vexpress-recovery-image' },
    { step: 'deploy-vexpress-recovery-image' },
    { step: 'deploy-mps-test-binary' },
    { step: 'deploy-mps-reboot-txt' },
    { step: 'unmount-vexpress-usbmsd' },
  ],
  'deploy musca': [
    { step: 'wait-musca-path' },
    { step: 'mount-musca-usbmsd' },
    { step: 'deploy-musca-test-binary' },
    { step: 'unmount-musca-usbmsd' },
    { step: 'check-musca-flash' },
  ],
  'deploy qdl': [
    { step: 'qdl-deploy' },
  ],
  'deploy removable': [
    { step: 'dd-image', key: 'image' },
  ],
  'deploy usbg-ms': [
    { step: 'usbg-ms' },
  ],
  'deploy vemsd': [
    { step: 'extract-vexpress-recovery-image' },
    { step: 'enter-vexpress-mcc' },
    { step: 'enable-vexpress-usbmsd' },
    { step: 'wait-usb-mass-storage-device' },
    { step: 'mount-vexpress-usbmsd' },
    { step: 'deploy-vexpress-recovery-image' },
    { step: 'unmount-vexpress-usbmsd' },
    { step: 'erase-vexpress-flash' },
  ],
  'boot avh': [
    { step: 'call-avh' },
  ],
  'boot cmsis-dap': [
    { step: 'wait-device-path' },
    { step: 'flash-cmsis' },
    { step: 'wait-usb-serial' },
  ],
  'boot dfu': [
    { step: 'enter-dfu' },
    { step: 'wait-dfu-device' },
    { step: 'flash-dfu' },
  ],
  'boot qdl': [
    { step: 'enter-qdl' },
    { step: 'wait-qdl-device' },
    { step: 'flash-qdl' },
  ],
  'boot fvp': [
    { step: 'check-fvp-version' },
    { step: 'run-fvp' },
    { step: 'fvp-serial-connect' },
  ],
  'boot gdb': [
    { step: 'boot-gdb-retry' },
    { step: 'wait-usb-serial' },
  ],
  'boot qemu-iso': [
    { step: 'execute-installer-command' },
    { step: 'monitor-installer-connection' },
    { step: 'reboot-into-installed' },
  ],
  'boot jlink': [
    { step: 'flash-jlink' },
  ],
  'boot musca': [
    { step: 'wait-usb-serial' },
  ],
  'boot nodebooter': [
    { step: 'run-nodebooter-container' },
    { step: 'configure-nodebooter' },
  ],
  'boot openocd': [
    { step: 'flash-openocd' },
  ],
  'boot pyocd': [
    { step: 'flash-pyocd' },
  ],
  'boot recovery': [
    { step: 'switch-recovery' },
  ],
  'boot schroot': [
    { step: 'schroot-login' },
  ],
  'boot uuu': [
    { step: 'check-serial-availability' },
    { step: 'boot-corrupt-boot-media' },
    { step: 'uuu-boot' },
  ],
};
