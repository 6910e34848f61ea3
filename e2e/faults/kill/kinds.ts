// SPDX-License-Identifier: Apache-2.0
import type { ScriptedBoard } from '@lava/dispatcher/testing/board/board.ts';
import { deviceFacts } from '@lava/server/json-jobs/device-facts.ts';
import { translate } from '@lava/server/json-jobs/translate.ts';
import { guestJob, inline, qemuDevice } from '../../dispatcher/guest-job.ts';
import { FETCH, type Materials, MONITORED, PROMPT, type Work } from './materials.ts';
import { scriptedUBoot, virtualUBoot } from './u-boot-kinds.ts';

/** @param worker number of the worker, from 0 */
export type Kind = (materials: Materials, worker: number) => Work;

/** Every kind of job that this version runs, each with other steps; the cheap ones first. */
export const KINDS: Record<string, Kind> = {
  /** A board whose console is behind telnet: reset, login, the overlay fetched by the device, a test that is tried again. */
  'board with a shell': ({ boards, path }) => {
    const once = `[ -f $LAVA_ONCE ] || { touch $LAVA_ONCE; lava-test-raise "not yet"; }`;
    const first = `LAVA_ONCE=$(dirname $(dirname $PWD))/once; ${once}`;
    const cloned = { from: 'git', name: 'cloned', repository: path('tests'), path: 'test.yaml' };
    const login = { login_prompt: 'login:', username: 'root' };
    const transfer = { download_command: FETCH, unpack_command: 'tar -C / -xzf' };
    return {
      definition: onBoard([
        { deploy: { to: 'overlay' } },
        {
          boot: {
            ...{ method: 'minimal', prompts: [PROMPT], auto_login: login, transfer_overlay: transfer },
            ...{ pre_power_command: true, pre_os_command: true, failure_retry: 2 },
          },
        },
        { test: { failure_retry: 2, definitions: [inline('run', [first]), cloned] } },
      ]),
      device: boardDevice(boards.shell, path('board')),
    };
  },

  /** A board that only talks: files for it, interactive scripts, monitors. */
  'board with a monitor': ({ boards, url }) => {
    const data = { url: url('data.xz'), compression: 'xz' };
    return {
      definition: onBoard([
        { deploy: { to: 'download', images: { image: data } } },
        { boot: { method: 'minimal', prompts: [PROMPT] } },
        { test: { interactive: [GOES] } },
        MONITORED,
      ]),
      device: boardDevice(boards.monitor, '/nowhere'),
    };
  },

  'board with U-Boot and TFTP': scriptedUBoot,

  /** Files only, of the web and of this machine. */
  downloads: ({ url, path }) => ({
    definition: onBoard([
      {
        deploy: {
          to: 'downloads',
          images: {
            packed: { url: url('data.xz'), compression: 'xz' },
            local: { url: `file://${path('root.img')}` },
          },
        },
      },
    ]),
    device: { ...boardDevice(undefined, '/nowhere') },
  }),

  /** A guest with its own kernel, an overlay in the ramdisk, several test blocks. */
  guest: ({ payload, url }) => ({
    definition: guestJob({
      payload,
      kernel: { url: url('kernel') },
      ramdisk: { url: url('ramdisk.cpio.gz') },
      tests: [
        { repeat: 2, definitions: [inline('run', ['lava-test-case it-works --result pass'])] },
        { definitions: [inline('more', ['lava-test-case more --result pass'])] },
      ],
    }),
    device: qemuDevice(payload),
  }),

  /** A job of LAVA's first dispatcher, as the server hands it on. */
  'JSON job': ({ payload, url, path }) => {
    const device = qemuDevice(payload);
    const kernel = { kernel: url('kernel'), ramdisk: url('ramdisk.cpio.gz'), target_type: 'oe' };
    const shell = { testdef_repos: [{ 'git-repo': path('tests'), testdef: 'test.yaml' }] };
    const json = {
      ...{ job_name: 'from 2015', device_type: 'qemu', timeout: 300 },
      actions: [
        { command: 'deploy_linaro_kernel', parameters: kernel },
        { command: 'boot_linaro_image', parameters: { test_image_prompt: '/ #' } },
        { command: 'lava_test_shell', parameters: { timeout: 200, ...shell } },
      ],
    };
    const { definition } = translate(json, () => deviceFacts(device));
    return { definition: definition as Work['definition'], device };
  },

  /** A guest and a board in one job, each in a namespace of its own, by turns. */
  'two namespaces': ({ payload, boards }) => {
    const guest = guestJob({ payload, steps: ['lava-test-case it-works --result pass'] });
    const inNamespace = (namespace: string, actions: object[]) =>
      actions.map((action) =>
        Object.fromEntries(Object.entries(action).map(([key, block]) => [key, { ...block, namespace }])),
      );
    const [deploy, boot, test] = inNamespace('guest', guest.actions);
    const [boardBoot, boardTest] = inNamespace('board', [
      { boot: { method: 'minimal', prompts: [PROMPT] } },
      { test: { interactive: [GOES] } },
    ]);
    const board = boardDevice(boards.monitor, '/nowhere');
    const device = qemuDevice(payload);
    const methods = { ...device.actions.boot.methods, ...board.actions.boot.methods };
    return {
      definition: { ...guest, actions: [deploy, boardBoot, boot, boardTest, test] as object[] },
      device: {
        ...{ ...device, commands: board.commands },
        actions: { deploy: device.actions.deploy, boot: { methods } },
      },
    };
  },

  /** A guest that is logged in to, with an overlay in an image besides, booted twice. */
  'guest with an image': ({ payload, path }) => {
    const extra = { url: `file://${path('extra')}`, format: 'file', path: '/extra' };
    const rootfs = {
      ...{ url: `file://${path('root.img')}`, format: 'ext4', overlays: { extra } },
      image_arg: '-drive file={rootfs},format=raw,if=none,id=extra',
    };
    const once = guestJob({
      payload,
      ramdisk: { url: `file://${payload.loginRamdisk}` },
      boot: { auto_login: { login_prompt: 'login:', username: 'root' } },
    });
    const [deploy, boot] = once.actions as [{ deploy: { images: object } }, object];
    const deployed = { deploy: { ...deploy.deploy, images: { ...deploy.deploy.images, rootfs } } };
    return { definition: { ...once, actions: [deployed, boot] }, device: qemuDevice(payload) };
  },
};

/** Those that take long, besides. */
export const SLOW_KINDS: Record<string, Kind> = {
  'virtual board with real U-Boot': virtualUBoot,
};

const GOES = {
  ...{ name: 'i', prompts: [PROMPT] },
  script: [{ command: 'go', name: 'goes', successes: [{ message: 'went' }] }],
};

function onBoard(actions: object[]) {
  return {
    ...{ job_name: 'on a board', visibility: 'public', actions },
    timeouts: { job: { minutes: 5 }, action: { minutes: 2 }, connection: { minutes: 1 } },
  };
}

function boardDevice(board: ScriptedBoard | undefined, results: string) {
  return {
    ...{ hostname: 'box', devicetype: 'box', parameters: {}, timeouts: { actions: {}, connections: {} } },
    constants: { posix: { lava_test_sh_cmd: '/bin/sh', lava_test_results_dir: `${results}/lava-%s` } },
    commands: {
      ...(board && {
        connections: { uart0: { connect: board.connect, tags: ['primary', 'telnet'] } },
        pre_power_command: 'true',
        pre_os_command: 'true',
      }),
    },
    actions: {
      deploy: { methods: { overlay: null, download: null } },
      boot: { methods: { minimal: null } },
    },
  };
}
