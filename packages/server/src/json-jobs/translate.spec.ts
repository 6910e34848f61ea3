// SPDX-License-Identifier: Apache-2.0
import { isJsonJob } from '@lava/protocol/job/json-job.ts';
import { describe, expect, it } from 'vitest';
import { BOARD, problems, QEMU, shell, submit, types } from '../testing/json-job.ts';
import { translate } from './translate.ts';

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
