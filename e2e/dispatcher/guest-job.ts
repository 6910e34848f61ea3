// SPDX-License-Identifier: Apache-2.0
import { GUESTS } from '@lava/guest/guest.ts';
import type { Payload } from '@lava/guest/payload.ts';

/** A device that is a QEMU of the guest's architecture. */
export function qemuDevice({ arch }: Pick<Payload, 'arch'>, options: string[] = []) {
  const { qemu, machine } = GUESTS[arch];
  const parameters = {
    command: qemu,
    options: [
      machine.join(' '),
      '-nographic',
      '-no-reboot',
      '-net none',
      '-m 512',
      '-monitor none',
      ...options,
    ],
  };
  return {
    hostname: `qemu-${arch}`,
    devicetype: 'qemu',
    constants: {
      posix: {
        lava_test_sh_cmd: '/bin/sh',
        lava_test_results_dir: '/lava-%s',
        lava_test_shell_file: '~/.bashrc',
      },
      'kernel-start-message': 'Linux version [0-9]',
    },
    parameters: {},
    available_architectures: ['amd64', 'arm64', 'armhf', 'riscv64'],
    actions: {
      deploy: {
        methods: { image: { parameters: { guest: { size: 64, interface: 'virtio', driveid: 'lavatest' } } } },
      },
      boot: { methods: { qemu: { parameters } } },
    },
    timeouts: { actions: {}, connections: {} },
  };
}

export interface GuestJob {
  payload: Payload;
  /** Addresses; files of the payload when absent. */
  kernel?: object;
  ramdisk?: object;
  /** More of the kernel's command line. */
  append?: string;
  boot?: object;
  /** Steps of one inline definition, or whole test blocks. */
  steps?: string[];
  tests?: object[];
  deploy?: object;
  job?: object;
}

/** A job that boots kernel and ramdisk of the payload and runs something in it. */
export function guestJob({
  payload,
  kernel,
  ramdisk,
  append = '',
  boot,
  steps,
  tests,
  deploy,
  job,
}: GuestJob) {
  const { console } = GUESTS[payload.arch];
  const arg = `-kernel {kernel} --append "console=${console},115200 panic=-1 ${append}"`;
  const blocks = tests ?? (steps ? [{ definitions: [inline('run', steps)] }] : []);
  return {
    job_name: 'test of the dispatcher',
    timeouts: { job: { minutes: 5 }, action: { minutes: 2 } },
    visibility: 'public',
    context: { arch: payload.arch },
    actions: [
      {
        deploy: {
          to: 'tmpfs',
          os: 'oe',
          images: {
            kernel: { url: `file://${payload.kernel}`, image_arg: arg, ...kernel },
            ramdisk: {
              url: `file://${payload.ramdisk}`,
              compression: 'gz',
              image_arg: '-initrd {ramdisk}',
              ...(blocks.length > 0 && { format: 'cpio.newc', overlays: { lava: true } }),
              ...ramdisk,
            },
          },
          ...deploy,
        },
      },
      { boot: { method: 'qemu', media: 'tmpfs', prompts: ['/ # '], ...boot } },
      ...blocks.map((test) => ({ test })),
    ],
    ...job,
  };
}

export function inline(name: string, steps: string[], more: object = {}, definition: object = {}) {
  return {
    from: 'inline',
    name,
    path: `inline/${name}.yaml`,
    repository: {
      metadata: { format: 'Lava-Test Test Definition 1.0', name },
      run: { steps },
      ...definition,
    },
    ...more,
  };
}
