// SPDX-License-Identifier: Apache-2.0
import { uBootDevice, uBootJob } from '../../boards/u-boot-device.ts';
import type { Materials, Work } from './materials.ts';
import { MONITORED, PROMPT } from './materials.ts';

/** A board that fetches by TFTP; its kernel gets a device tree and a header, its ramdisk the overlay and a header. */
export function scriptedUBoot({ boards, path, url, virtual }: Materials): Work {
  const [connect, power] = [boards.uBoot.connect, { on: 'true', off: 'true', reset: 'true' }];
  const { commands, ...device } = uBootDevice({ name: 'box', connect, power });
  const parameters = { add_header: 'u-boot', mkimage_arch: 'arm64', append_dtb: true };
  const file = (name: string) => ({ url: `file://${path(name)}` });
  const addresses = { kernel: '0x80000', ramdisk: '0x44000000', dtb: '0x43000000' };
  return {
    definition: {
      ...{ job_name: 'on a board with U-Boot', visibility: 'public' },
      timeouts: { job: { minutes: 5 }, action: { minutes: 2 }, connection: { minutes: 1 } },
      actions: [
        {
          deploy: {
            ...{ to: 'tftp', os: 'oe', kernel: { url: url('kernel'), type: 'image' } },
            ...{ dtb: file('extra'), ramdisk: { ...file('small.cpio.gz'), compression: 'gz' } },
          },
        },
        { boot: { method: 'u-boot', commands: 'ramdisk', prompts: [PROMPT] } },
        MONITORED,
      ],
    },
    device: {
      ...{ ...device, commands: { connect: commands.connect }, parameters: { bootm: addresses } },
      actions: { ...device.actions, deploy: { ...device.actions.deploy, parameters } },
    },
    dispatcher: { dispatcher_ip: virtual.address },
  };
}

/** Real firmware behind ser2net and pdudaemon. */
export function virtualUBoot({ virtual, arm64 }: Materials, worker: number): Work {
  const board = virtual.boards[worker];
  if (!board) throw new Error(`no virtual board for worker ${worker}`);
  return {
    definition: uBootJob(arm64),
    device: uBootDevice(board),
    dispatcher: { dispatcher_ip: virtual.address },
    isOn: () => board.isOn(),
  };
}
