// SPDX-License-Identifier: Apache-2.0
import type { Payload } from '@lava/guest/payload.ts';
import { inline } from '../dispatcher/guest-job.ts';
import type { VirtualBoard } from './virtual-boards.ts';

/** TFTP to U-Boot, which boots kernel and ramdisk; then a test. */
export function uBootJob(
  payload: Payload,
  deploy: object = {},
  boot: object = {},
  steps: readonly string[] = ['uname -m'],
) {
  return {
    job_name: 'U-Boot',
    visibility: 'public',
    timeouts: { job: { minutes: 10 }, action: { minutes: 5 } },
    actions: [
      {
        deploy: {
          ...{ to: 'tftp', os: 'oe', kernel: { url: `file://${payload.kernel}`, type: 'image' } },
          ramdisk: { url: `file://${payload.ramdisk}`, compression: 'gz' },
          ...deploy,
        },
      },
      { boot: { method: 'u-boot', commands: 'ramdisk', prompts: ['/ # '], ...boot } },
      { test: { definitions: [inline('run', ['lava-test-case booted --result pass', ...steps])] } },
    ],
  };
}

/** The configuration of a board with U-Boot and only what a job takes of it. */
export function uBootDevice({ name, connect, power }: Pick<VirtualBoard, 'name' | 'connect' | 'power'>) {
  return {
    hostname: name,
    devicetype: 'virtual-uboot',
    commands: { connect, hard_reset: power.reset, power_on: power.on, power_off: power.off },
    constants: {
      posix: { lava_test_sh_cmd: '/bin/sh', lava_test_results_dir: '/lava-%s' },
      'kernel-start-message': 'Linux version [0-9]',
      'u-boot': {
        'interrupt-prompt': 'Hit any key to stop autoboot',
        'interrupt-character': ' ',
        'final-message': 'Starting kernel',
        'error-messages': [
          ...['Resetting CPU', 'TIMEOUT', 'Retry count exceeded', 'File not found', 'TFTP error'],
          ...['Bad Linux ARM64 Image magic!', 'Wrong Ramdisk Image Format', 'ERROR: Failed to allocate'],
        ],
      },
    },
    parameters: { booti: { kernel: '0x40400000', ramdisk: '0x44000000', dtb: '0x43000000' } },
    actions: {
      deploy: { methods: { tftp: null } },
      boot: {
        methods: {
          'u-boot': {
            parameters: { bootloader_prompt: '=> ' },
            ramdisk: {
              commands: [
                'setenv autoload no',
                'setenv initrd_high 0xffffffffffffffff',
                'setenv fdt_high 0xffffffffffffffff',
                'dhcp',
                'setenv serverip {SERVER_IP}',
                'tftp {KERNEL_ADDR} {KERNEL}',
                'tftp {RAMDISK_ADDR} {RAMDISK}',
                `setenv initrd_size ${'$'}{filesize}`,
                'tftp {DTB_ADDR} {DTB}',
                "setenv bootargs 'console=ttyAMA0,115200'",
                `booti {KERNEL_ADDR} {RAMDISK_ADDR}:${'$'}{initrd_size} ${'$'}{fdtcontroladdr}`,
              ],
            },
          },
        },
      },
    },
    timeouts: { actions: {}, connections: {} },
  };
}
