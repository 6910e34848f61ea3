// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { BOARD, dummy, problems, QEMU, shell } from '../testing/json-job.ts';
import { deviceFacts } from './device-facts.ts';
import { translate } from './translate.ts';

describe('a boot of a translated job', () => {
  it('boots a board over the network with the job’s own commands', () => {
    const { definition } = translate(
      {
        device_type: 'bbb',
        timeout: 1200,
        priority: 'High',
        tags: ['usb'],
        actions: [
          {
            command: 'deploy_linaro_kernel',
            parameters: {
              kernel: 'http://x/zImage',
              dtb: 'http://x/b.dtb',
              ramdisk: 'http://x/r.cpio.gz',
              target_type: 'oe',
            },
          },
          {
            command: 'boot_linaro_image',
            parameters: { boot_cmds: ['dhcp; setenv serverip {SERVER_IP}', 'boot'] },
          },
          { command: 'lava_command_run', parameters: { commands: ['uname -a'], iterations: 2 } },
        ],
      },
      () => BOARD,
    );
    expect(definition).toMatchObject({ priority: 'high', tags: ['usb'], visibility: 'public' });
    expect(definition.actions).toMatchObject([
      { deploy: { to: 'tftp', os: 'oe', kernel: { type: 'zimage' }, ramdisk: { compression: 'gz' } } },
      { boot: { method: 'u-boot', commands: ['dhcp; setenv serverip {SERVER_IP}', 'boot'] } },
      {
        test: {
          definitions: [
            {
              from: 'inline',
              repository: {
                run: {
                  steps: [
                    "lava-test-case uname_-a --shell 'uname -a'",
                    "lava-test-case uname_-a --shell 'uname -a'",
                  ],
                },
              },
            },
          ],
        },
      },
    ]);
  });

  it('takes the command set that suits the root file system, and the login', () => {
    const { definition } = translate(
      {
        target: 'bbb01',
        timeout: 1800,
        actions: [
          {
            command: 'deploy_linaro_kernel',
            parameters: {
              kernel: 'http://x/zImage',
              nfsrootfs: 'http://x/n.tar.gz',
              target_type: 'ubuntu',
              login_prompt: 'login:',
              username: 'root',
            },
          },
          shell('l.yaml', { repeat: 3, skip_install: 'repos' }),
        ],
      },
      () => BOARD,
    );
    // Deploy, the inserted boot, and three tests, each with the whole time.
    expect(definition).toMatchObject({ device: 'bbb01', timeouts: { job: { seconds: 5 * 1800 } } });
    expect(definition.actions).toMatchObject([
      { deploy: { nfsrootfs: { compression: 'gz' } } },
      { boot: { commands: 'nfs', auto_login: { login_prompt: 'login:', username: 'root' } } },
      { test: { repeat: 3, timeout: { seconds: 3 * 1800 }, definitions: [{ skip_install: ['git-repos'] }] } },
    ]);
  });

  it('gives the kernel of QEMU the arguments of the job, else those of its device', () => {
    const deploy = (parameters: object) => ({
      command: 'deploy_linaro_kernel',
      parameters: { kernel: 'http://x/k', ...parameters },
    });
    const boot = { command: 'boot_linaro_image', parameters: { boot_cmds: ['root=/dev/vda1', 'quiet'] } };
    const argument = (facts: typeof QEMU, ...actions: object[]) => {
      const { definition, warnings } = translate({ device_type: 'kvm', timeout: 9, actions }, () => facts);
      expect(warnings).toEqual([]);
      const [{ deploy }] = definition.actions as [{ deploy: { images: { kernel: { image_arg: string } } } }];
      return deploy.images.kernel.image_arg;
    };
    const arm = deviceFacts({
      actions: { boot: { methods: { qemu: { parameters: { command: 'qemu-system-aarch64' } } } } },
    });
    const disk = deploy({ rootfs: 'http://x/r.img' });
    expect([
      argument(QEMU, disk),
      argument(arm, disk),
      argument(arm, deploy({ ramdisk: 'http://x/r' })),
    ]).toEqual([
      '-kernel {kernel} -append "console=ttyS0,115200 root=/dev/sda"',
      '-kernel {kernel} -append "console=ttyAMA0,115200 root=/dev/vda"',
      '-kernel {kernel} -append "console=ttyAMA0,115200 root=/dev/ram0"',
    ]);
    expect(argument(arm, disk, boot)).toBe('-kernel {kernel} -append "root=/dev/vda1 quiet"');
    const quoted = { ...boot, parameters: { boot_cmds: ['a="b c"'] } };
    expect(problems({ device_type: 'kvm', timeout: 9, actions: [disk, quoted] })).toEqual([
      'boot_linaro_image: kernel arguments of QEMU must not contain quotes, braces or line breaks',
    ]);
  });

  it('takes the bootloader and the command set that the job names, where the device has them', () => {
    const facts = deviceFacts({
      actions: {
        deploy: { methods: { tftp: null } },
        boot: { methods: { 'u-boot': { ramdisk: {}, special: {} }, grub: { ramdisk: {} } } },
      },
    });
    const of = (bootloadertype: string | undefined, ...options: string[]) => {
      const actions = [
        {
          command: 'deploy_linaro_kernel',
          parameters: {
            kernel: 'http://x/k',
            ramdisk: 'http://x/r',
            ...(bootloadertype && { bootloadertype }),
          },
        },
        { command: 'boot_linaro_image', parameters: { options } },
      ];
      const { definition, warnings } = translate({ device_type: 'x', timeout: 9, actions }, () => facts);
      const { boot } = (definition.actions as { boot: Record<string, unknown> }[])[1] ?? { boot: {} };
      return [boot.method, boot.commands, warnings.length];
    };
    expect(of(undefined)).toEqual(['u-boot', 'ramdisk', 0]);
    expect(of('u_boot', 'boot_cmds=special')).toEqual(['u-boot', 'special', 0]);
    expect(of('uefi', 'boot_cmds=special')).toEqual(['grub', 'ramdisk', 1]);
    expect(of('ipxe', 'x=y')).toEqual(['u-boot', 'ramdisk', 1]);
  });

  it('goes to devices that hold their system by what they have', () => {
    const job = { device_type: 'x', timeout: 9, actions: [dummy('ubuntu'), shell('s.yaml')] };
    const facts = (deploy: string, boot: string) =>
      deviceFacts({
        actions: { deploy: { methods: { [deploy]: null } }, boot: { methods: { [boot]: null } } },
      });
    expect(translate(job, () => facts('overlay', 'minimal')).definition.actions).toMatchObject([
      { deploy: { to: 'overlay', os: 'ubuntu' } },
      { boot: { method: 'minimal' } },
      { test: {} },
    ]);
    expect(translate(job, () => facts('ssh', 'ssh')).definition.actions).toMatchObject([
      { deploy: { to: 'ssh', os: 'ubuntu' } },
      { boot: { method: 'ssh', connection: 'ssh' } },
      { test: {} },
    ]);
    expect(problems(job, facts('flasher', 'minimal'))[0]).toContain('run no tests without a deploy');
  });
});
