// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { isJsonJob } from '@lava/protocol/job/json-job.ts';
import { describe, expect, it } from 'vitest';
import { deviceFacts } from './device-facts.ts';
import { translate } from './translate.ts';

const QEMU = deviceFacts({
  actions: { deploy: { methods: { image: null } }, boot: { methods: { qemu: {} } } },
});
const BOARD = deviceFacts({
  actions: {
    deploy: { methods: { tftp: null, nfs: null } },
    boot: { methods: { minimal: null, 'u-boot': { ramdisk: {}, nfs: {} } } },
  },
});

const shell = (testdef: string, more = {}) => ({
  command: 'lava_test_shell',
  parameters: { testdef_repos: [{ 'git-repo': 'https://x/t.git', testdef }], ...more },
});
const dummy = (target_type: string) => ({ command: 'dummy_deploy', parameters: { target_type } });
const submit = (stream: string) => ({
  command: 'submit_results',
  parameters: { server: 'http://localhost/RPC2/', stream },
});

function problems(job: unknown, facts = QEMU): string[] {
  try {
    translate(job, () => facts);
  } catch (error) {
    if (error instanceof LavaError) return error.problems.map(({ message }) => message);
    throw error;
  }
  return [];
}

const types = (actions: unknown) => (actions as object[]).map((action) => Object.keys(action)[0]);

describe('isJsonJob', () => {
  it('goes by the form of the actions, not by the syntax', () => {
    expect(isJsonJob({ actions: [{ command: 'deploy_image' }] })).toBe(true);
    expect(isJsonJob({ actions: [{ deploy: {} }] })).toBe(false);
    expect(isJsonJob({ actions: [{ command: { name: 'user_command' } }] })).toBe(false);
    for (const other of [null, 'text', 7, [], {}, { actions: [] }, { actions: 'no' }])
      expect(isJsonJob(other)).toBe(false);
  });
});

describe('translate', () => {
  it('makes no definition without end of commands that are repeated', () => {
    const run = (iterations: number) => ({
      ...{ device_type: 'kvm', timeout: 9 },
      actions: [{ command: 'lava_command_run', parameters: { commands: ['true'], iterations } }],
    });
    expect(problems(run(5_000))).toEqual([]);
    expect(problems(run(1e9))).toEqual(['lava_command_run: runs more than 10000 commands']);
  });

  it('makes deploy, an inserted boot and a test of a QEMU job', () => {
    const { definition } = translate(
      {
        job_name: 'a',
        device_type: 'kvm',
        timeout: 900,
        actions: [
          { command: 'deploy_linaro_image', parameters: { image: 'http://x/d.img.gz' } },
          shell('smoke.yaml', { timeout: 600 }),
          submit('/anonymous/t/'),
        ],
      },
      () => QEMU,
    );
    expect(definition).toMatchObject({
      job_name: 'a',
      device_type: 'kvm',
      priority: 'medium',
      visibility: 'public',
      timeouts: { job: { seconds: 2400 }, action: { seconds: 900 } },
      actions: [
        {
          deploy: {
            to: 'tmpfs',
            images: {
              rootfs: {
                url: 'http://x/d.img.gz',
                compression: 'gz',
                image_arg: '-drive format=raw,file={rootfs}',
              },
            },
          },
        },
        { boot: { method: 'qemu', media: 'tmpfs' } },
        {
          test: {
            timeout: { seconds: 600 },
            definitions: [
              { from: 'git', repository: 'https://x/t.git', path: 'smoke.yaml', name: 'smoke-0' },
            ],
          },
        },
      ],
    });
  });

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

  it('adds sources of packages before a test, on the same boot', () => {
    const sources = { command: 'add_apt_repository', parameters: { arg: ["ppa:x/it's"] } };
    const image = { command: 'deploy_linaro_image', parameters: { image: 'http://x/d.img' } };
    const job = { device_type: 'kvm', timeout: 9, actions: [image, sources, shell('s.yaml')] };
    const { actions } = translate(job, () => QEMU).definition;
    expect(types(actions)).toEqual(['deploy', 'boot', 'test', 'test']);
    expect(JSON.stringify(actions)).toContain('--shell');
    expect(
      problems({ ...job, actions: [image, { ...sources, parameters: { arg: ['x'], role: 'a' } }] })[0],
    ).toContain('role');
  });

  it('refuses what is copied by scp', () => {
    const image = { command: 'deploy_linaro_image', parameters: { image: 'scp://x/d.img' } };
    expect(problems({ device_type: 'kvm', timeout: 9, actions: [image] })).toEqual([
      'deploy_linaro_image: scp://x/d.img: scp has no equivalent',
    ]);
  });

  it('boots QEMU again for each test, a board once', () => {
    const actions = [shell('a.yaml'), shell('b.yaml')];
    const image = { command: 'deploy_image', parameters: { image: 'http://x/d.img' } };
    const kernel = {
      command: 'deploy_kernel',
      parameters: { kernel: 'http://x/zImage', ramdisk: 'http://x/r' },
    };
    const qemu = translate({ device_type: 'kvm', timeout: 9, actions: [image, ...actions] }, () => QEMU);
    const board = translate({ device_type: 'bbb', timeout: 9, actions: [kernel, ...actions] }, () => BOARD);
    expect(types(qemu.definition.actions)).toEqual(['deploy', 'boot', 'test', 'boot', 'test']);
    expect(types(board.definition.actions)).toEqual(['deploy', 'boot', 'test', 'test']);
  });

  it('keeps the roles of a group', () => {
    const { definition } = translate(
      {
        timeout: 900,
        device_group: [
          { role: 'server', count: 1, device_type: 'kvm' },
          { role: 'client', count: 2, device_type: 'kvm', tags: ['big'] },
        ],
        actions: [
          { command: 'deploy_image', parameters: { image: 'http://x/d.img' } },
          shell('s.yaml', { role: 'server' }),
          shell('c.yaml', { role: 'client' }),
        ],
      },
      () => QEMU,
    );
    expect(definition.protocols).toEqual({
      'lava-multinode': {
        timeout: { seconds: 900 },
        roles: {
          server: { device_type: 'kvm', count: 1 },
          client: { device_type: 'kvm', count: 2, tags: ['big'] },
        },
      },
    });
    expect(definition).not.toHaveProperty('device_type');
    expect(definition.actions).toMatchObject([
      { deploy: { role: ['server', 'client'] } },
      { boot: { role: ['server'] } },
      { test: { role: ['server'] } },
      { boot: { role: ['client'] } },
      { test: { role: ['client'] } },
    ]);
  });

  it('takes the visibility from the stream', () => {
    const visibility = (stream: string) =>
      translate({ device_type: 'kvm', timeout: 9, actions: [submit(stream)] }, () => QEMU).definition
        .visibility;
    expect(visibility('/public/team/kernel/x/')).toBe('public');
    expect(visibility('/private/personal/ann/')).toBe('personal');
    expect(visibility('/private/team/kernel/x/')).toEqual({ group: ['kernel'] });
  });

  it('refuses what has no equivalent, all of it, with the command and what to use', () => {
    const found = problems({
      device_type: 'kvm',
      timeout: 9,
      role: 'x',
      health_check: true,
      actions: [
        { command: 'deploy_image', parameters: { hwpack: 'http://x/h', rootfs: 'http://x/r' } },
        { command: 'lava_android_test_run', parameters: { test_name: 'monkey' } },
        { command: 'make_coffee' },
        { command: 'boot_image', parameters: { boot_cmds: 7, sugar: true } },
      ],
    });
    expect(found).toEqual([
      '`role` is reserved',
      'a health check cannot be submitted',
      'deploy_image: hwpack and rootfs can no longer be combined',
      'lava_android_test_run: has no equivalent',
      "make_coffee: action 'make_coffee' is not known",
      expect.stringContaining('actions.3.parameters.boot_cmds'),
      expect.stringContaining('sugar'),
    ]);
    expect(
      problems({ device_type: 'kvm', timeout: 9, vm_group: {}, actions: [submit('/anonymous/')] }),
    ).toHaveLength(1);
  });

  it('says what a document lacks instead of failing', () => {
    expect(problems({ actions: [{ command: 'deploy_image' }] })).toEqual([
      expect.stringContaining('timeout'),
    ]);
    expect(problems({ timeout: 5, actions: [submit('/anonymous/')] })).toEqual(['the job names no device']);
  });
});
