// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ScriptedBoard, scriptedBoard } from '@lava/dispatcher/testing/board/board.ts';
import { hostGuest } from '@lava/guest/guest.ts';
import { getPayload, type Payload } from '@lava/guest/payload.ts';
import { type FileServer, serveFiles } from '@lava/lab/file-server.ts';
import { guestJob, inline, qemuDevice } from '../../dispatcher/guest-job.ts';

/** A job and its device. */
export interface Work {
  definition: { actions: object[]; [key: string]: unknown };
  device: { commands?: object; [key: string]: unknown };
}

/** What jobs of every kind are made of. */
export interface Materials extends AsyncDisposable {
  payload: Payload;
  /** Address of a file of the payload, or of those below. */
  url(name: string): string;
  /** Path of a file of our own: `root.img`, `data.xz`, a git repository `tests`. */
  path(name: string): string;
  boards: { shell: ScriptedBoard; monitor: ScriptedBoard };
}

const PROMPT = 'root@box:~# ';
const fetch = `${process.execPath} -e "fetch(process.argv[1]).then(async (r) => require('fs').writeFileSync(process.argv[1].split('/').pop(), Buffer.from(await r.arrayBuffer())))"`;

/** @param directory that everything is made in */
export async function getMaterials(directory: string): Promise<Materials> {
  const payload = await getPayload(hostGuest());
  const path = (name: string) => join(directory, name);
  mkdirSync(path('tests'));
  execFileSync('mke2fs', ['-q', '-t', 'ext4', path('root.img'), '16M']);
  writeFileSync(path('extra'), 'extra\n');
  writeFileSync(path('data.xz'), execFileSync('xz', { input: Buffer.alloc(4_000_000, 'lava') }));
  const git = (...args: string[]) =>
    execFileSync('git', [
      '-C',
      path('tests'),
      '-c',
      'user.name=x',
      '-c',
      'user.email=x@example.com',
      ...args,
    ]);
  const metadata = { format: 'Lava-Test Test Definition 1.0', name: 'cloned' };
  const run = { steps: ['lava-test-case cloned --result pass'] };
  writeFileSync(path('tests/test.yaml'), JSON.stringify({ metadata, run }));
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'first');
  const servers: FileServer[] = [await serveFiles(payload.directory), await serveFiles(directory)];
  const [first = '', second = ''] = servers.map(({ url }) => url);
  const shell = `cd ${directory}; PS1='${PROMPT}' exec sh -i`;
  const boards = {
    shell: scriptedBoard([{ say: 'Linux version 6\r\nbox login: ' }, { expect: 'root\n', run: shell }]),
    monitor: scriptedBoard([
      { say: `Linux version 6\r\n${PROMPT}` },
      { expect: 'go\n', say: `went\r\n${PROMPT}` },
      { wait: 300, say: '\r\nBEGIN\r\none: pass\r\nEND\r\n' },
    ]),
  };
  return {
    ...{ payload, path, boards },
    url: (name) => (['kernel', 'ramdisk.cpio.gz'].includes(name) ? `${first}/${name}` : `${second}/${name}`),
    async [Symbol.asyncDispose]() {
      for (const server of servers) await server.close();
      for (const board of Object.values(boards)) board[Symbol.dispose]();
    },
  };
}

/** Every kind of job that this version runs, each with other steps; the cheap ones first. */
export const KINDS: Record<string, (materials: Materials) => Work> = {
  /** A board whose console is behind telnet: reset, login, the overlay fetched by the device, a test that is tried again. */
  'board with a shell': ({ boards, path }) => {
    const once = `[ -f $LAVA_ONCE ] || { touch $LAVA_ONCE; lava-test-raise "not yet"; }`;
    const first = `LAVA_ONCE=$(dirname $(dirname $PWD))/once; ${once}`;
    const cloned = { from: 'git', name: 'cloned', repository: path('tests'), path: 'test.yaml' };
    const login = { login_prompt: 'login:', username: 'root' };
    const transfer = { download_command: fetch, unpack_command: 'tar -C / -xzf' };
    return {
      definition: onBoard([
        { deploy: { to: 'overlay', os: 'debian' } },
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
    const monitor = { name: 'm', start: 'BEGIN', end: 'END' };
    const script = [{ command: 'go', name: 'goes', successes: [{ message: 'went' }] }];
    return {
      definition: onBoard([
        { deploy: { to: 'download', images: { image: data } } },
        { boot: { method: 'minimal', prompts: [PROMPT] } },
        { test: { interactive: [{ name: 'i', prompts: [PROMPT], script }] } },
        { test: { monitors: [{ ...monitor, pattern: '(?P<test_case_id>\\w+): (?P<result>pass)' }] } },
      ]),
      device: boardDevice(boards.monitor, '/nowhere'),
    };
  },

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
