// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type ScriptedBoard, scriptedBoard } from '@lava/dispatcher/testing/board/board.ts';
import { hostGuest } from '@lava/guest/guest.ts';
import { getPayload, type Payload } from '@lava/guest/payload.ts';
import { cpioEnd, cpioHead } from '@lava/kit/cpio.ts';
import { type FileServer, serveFiles } from '@lava/lab/file-server.ts';
import { startBoards, type VirtualBoards } from '../../boards/virtual-boards.ts';

/** A job and its device. */
export interface Work {
  definition: { actions: object[]; [key: string]: unknown };
  device: { commands?: object; [key: string]: unknown };
  /** Settings of the worker for it. */
  dispatcher?: object;
  /** Whether its board is on, where that is a real one with power commands of its own. */
  isOn?(): boolean;
}

/** What jobs of every kind are made of. */
export interface Materials extends AsyncDisposable {
  payload: Payload;
  /** Address of a file of the payload, or of those below. */
  url(name: string): string;
  /** Path of a file of our own: `root.img`, `data.xz`, a git repository `tests`. */
  path(name: string): string;
  boards: { shell: ScriptedBoard; monitor: ScriptedBoard; uBoot: ScriptedBoard };
  /** Boards with real firmware, consoles and outlets, one for each worker. */
  virtual: VirtualBoards;
  /** What the virtual boards boot. */
  arm64: Payload;
}

export const PROMPT = 'root@box:~# ';
/** A command of a board with a shell. */
export const FETCH = `${process.execPath} -e "fetch(process.argv[1]).then(async (r) => require('fs').writeFileSync(process.argv[1].split('/').pop(), Buffer.from(await r.arrayBuffer())))"`;

/** A test block, and what it waits for. */
export const MONITORED = {
  test: {
    monitors: [
      { name: 'm', start: 'BEGIN', end: 'END', pattern: '(?P<test_case_id>\\w+): (?P<result>pass)' },
    ],
  },
};
const RESULTS = { wait: 300, say: '\r\nBEGIN\r\none: pass\r\nEND\r\n' };
/** Takes lines until one boots. */
const U_BOOT = `while read -r line; do case $line in boot*) break ;; *) printf '=> ' ;; esac; done`;

/**
 * @param directory that everything is made in
 * @param workers how many need a virtual board
 */
export async function getMaterials(directory: string, workers: number): Promise<Materials> {
  const payload = await getPayload(hostGuest());
  const path = (name: string) => join(directory, name);
  mkdirSync(path('tests'));
  execFileSync('mke2fs', ['-q', '-t', 'ext4', path('root.img'), '16M']);
  writeFileSync(path('extra'), 'extra\n');
  const file = { path: 'init', mode: 0o100755, uid: 0, gid: 0, data: '' };
  writeFileSync(path('small.cpio.gz'), gzipSync(Buffer.concat([cpioHead(file, 1, 0), cpioEnd()])));
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
      RESULTS,
    ]),
    uBoot: scriptedBoard([
      { say: 'U-Boot 2023.01\r\n\r\nHit any key to stop autoboot:  2 ' },
      { expect: ' \n', say: '=> ' },
      { run: U_BOOT },
      { say: `Starting kernel ...\r\n\r\n[    0.000000] Linux version 6\r\n${PROMPT}` },
      RESULTS,
    ]),
  };
  const virtual = await startBoards(path('virtual'), workers);
  return {
    ...{ payload, path, boards, virtual, arm64: await getPayload('arm64') },
    url: (name) => (['kernel', 'ramdisk.cpio.gz'].includes(name) ? `${first}/${name}` : `${second}/${name}`),
    async [Symbol.asyncDispose]() {
      for (const server of [...servers, virtual]) await server.close();
      for (const board of Object.values(boards)) board[Symbol.dispose]();
    },
  };
}
