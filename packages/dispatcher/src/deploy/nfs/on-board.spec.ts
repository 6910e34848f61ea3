// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scriptedBoard } from '../../testing/board/board.ts';
import { type BoardJob, jobOnBoard } from '../../testing/board/job-on-board.ts';
import type { Turn } from '../../testing/board/transcript.ts';

const PROMPT = 'root@box:~# ';
const NAMES = ['FILE_DIRS', 'NFS_DIR', 'TFTP_DIR'].map((name) => `LAVA_WORKER_${name}`);

let directory = '';
const at = (path: string) => join(directory, path);
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lava-nfs-'));
  for (const path of ['nfs', 'tftp', 'root/usr/lib', 'root/etc', 'modules/lib/modules'])
    mkdirSync(at(path), { recursive: true });
  writeFileSync(at('root/etc/hostname'), 'box\n');
  writeFileSync(at('root/usr/lib/sudo'), 'x', { mode: 0o755 });
  execFileSync('chmod', ['4755', at('root/usr/lib/sudo')]);
  for (const [to, link] of [
    ['usr/lib', 'lib'],
    ['/etc/hostname', 'absolute'],
    ['../../../../outside', 'out'],
  ])
    execFileSync('ln', ['-s', to ?? '', at(`root/${link}`)]);
  writeFileSync(at('modules/lib/modules/a.ko'), 'a module');
  execFileSync('tar', ['-C', at('root'), '--owner=7', '--group=8', '-czf', at('root.tar.gz'), '.']);
  execFileSync('tar', ['-C', directory, '-cf', at('prefixed.tar'), 'root', 'modules']);
  execFileSync('tar', ['-C', at('modules'), '-cf', at('modules.tar'), '.']);
  writeFileSync(at('Image'), 'a kernel');
  for (const [name, value] of [
    ['FILE_DIRS', directory],
    ['NFS_DIR', at('nfs')],
    ['TFTP_DIR', at('tftp')],
  ])
    process.env[`LAVA_WORKER_${name}`] = value;
});
afterEach(() => {
  for (const name of NAMES) delete process.env[name];
  rmSync(directory, { recursive: true, force: true });
});

const url = (name: string) => ({ url: `file://${at(name)}` });
const repository = {
  metadata: { name: 'run', format: 'Lava-Test Test Definition 1.0', description: 'x' },
  run: { steps: ['true'] },
};
const test = { test: { definitions: [{ from: 'inline', name: 'run', path: 'run.yaml', repository }] } };

/** Runs a job on a board that ends when it has booted. @returns also the root file system as the board found it at power on */
async function served(deploy: object, more: object[] = [test]) {
  const keep = `cp -a ${at('nfs')} ${at('seen')}`;
  const job: BoardJob = {
    actions: [
      { deploy: { os: 'oe', ...deploy } },
      { boot: { method: 'minimal', prompts: [PROMPT] } },
      ...more,
    ],
    dispatcher: { dispatcher_ip: '10.0.2.2' },
    device: { commands: { hard_reset: keep }, deploy: { tftp: null, nfs: null } },
  };
  using board = scriptedBoard([{ say: `Linux version 6\r\n${PROMPT}` }, { end: 0 }]);
  const finished = await jobOnBoard(board, job);
  expect(readdirSync(at('nfs'))).toEqual([]);
  const [folder = ''] = existsSync(at('seen')) ? readdirSync(at('seen')) : [];
  return { ...finished, root: (path: string) => join(at('seen'), folder, 'root', path) };
}

describe('a root file system for NFS', () => {
  it('has what the archive says, modules and the test overlay, and is gone after the job', async () => {
    const nfsrootfs = { ...url('root.tar.gz'), compression: 'gz' };
    const { root, text } = await served({ to: 'nfs', nfsrootfs, modules: url('modules.tar') });
    expect(existsSync(root('etc')), text()).toBe(true);
    expect(readFileSync(root('etc/hostname'), 'utf8')).toBe('box\n');
    expect(readlinkSync(root('lib'))).toBe('usr/lib');
    expect(readlinkSync(root('out'))).toBe('../../../../outside');
    expect(readFileSync(root('usr/lib/modules/a.ko'), 'utf8')).toBe('a module');
    expect(existsSync(root('lava-1/bin/lava-test-runner'))).toBe(true);
    const { mode, uid, gid } = statSync(root('usr/lib/sudo'));
    expect(mode & 0o7777).toBe(0o4755);
    if (process.getuid?.() === 0) expect([uid, gid]).toEqual([7, 8]);
    // Nobody of the worker comes near programs that would make him root.
    expect(statSync(root('..')).mode & 0o777).toBe(0o700);
  });

  it('is a directory of the archive, where the block says so, without modules and overlay where it does not want them', async () => {
    const nfsrootfs = {
      ...url('prefixed.tar'),
      prefix: 'root/',
      install_modules: false,
      install_overlay: false,
    };
    const { root, text } = await served({
      to: 'tftp',
      kernel: url('Image'),
      nfsrootfs,
      modules: url('modules.tar'),
    });
    expect(existsSync(root('etc/hostname')), text()).toBe(true);
    expect(readdirSync(root('.')).sort()).toEqual(['absolute', 'etc', 'lib', 'out', 'usr']);
    expect(existsSync(root('usr/lib/modules'))).toBe(false);
    expect(readdirSync(at('tftp'))).toEqual([]);
  });

  it('has the overlay where its own links lead on the device, never where they lead on the worker', async () => {
    for (const [to, link] of [
      [at('tftp'), 'lava-1'],
      ['../../../tftp', 'usr/lib/modules'],
    ])
      execFileSync('ln', ['-s', to ?? '', at(`root/${link}`)]);
    execFileSync('tar', ['-C', at('root'), '-cf', at('root.tar'), '.']);
    const { status, root } = await served({ to: 'nfs', nfsrootfs: url('root.tar') });
    expect(status.code).not.toBe('overlay-failed');
    expect(existsSync(join(root('.'), at('tftp'), 'bin/lava-test-runner'))).toBe(true);
    const led = await served({ to: 'nfs', nfsrootfs: url('root.tar'), modules: url('modules.tar') });
    expect(led.status).toMatchObject({
      code: 'overlay-failed',
      message: expect.stringContaining('usr/lib/modules'),
    });
    expect(readdirSync(at('tftp'))).toEqual([]);
  });

  it.each([
    ['prefixed.tar', 'rot', '"rot" in the archive of nfsrootfs has no files'],
    ['Image', undefined, 'nfsrootfs is not a valid tar archive'],
  ])('%s with prefix %s ends the job', async (file, prefix, message) => {
    const { status } = await served({ to: 'nfs', nfsrootfs: { ...url(file), prefix } });
    expect(status).toMatchObject({ code: 'artefact-invalid', message: expect.stringContaining(message) });
  });

  it('needs a directory that the account of the job can write to', async () => {
    process.env.LAVA_WORKER_NFS_DIR = at('none');
    mkdirSync(at('nothing'));
    const { status } = await served({ to: 'nfs', nfsrootfs: url('prefixed.tar') });
    expect(status).toMatchObject({ code: 'host-tool-missing', message: expect.stringContaining(at('none')) });
  });
});

describe('a bootloader', () => {
  const typed = (line: string, say = '=> '): Turn => ({ expect: `${line}\n`, say });
  const START = `Starting kernel ...\r\n\r\n[    0.000000] Linux version 6.1.0 (x@y)\r\n${PROMPT}`;

  it.each([
    [
      'that of the worker',
      () => ({ nfsrootfs: url('prefixed.tar') }),
      /10\.0\.2\.2:\S*\/nfs\/lava-1-1\.3\/root/,
    ],
    [
      'that which stays',
      () => ({ persistent_nfs: { address: '[::7]:/srv/a:/b', install_overlay: false } }),
      /\[::7\]:\/srv\/a:\/b/,
    ],
  ])('gets the place of the root file system: %s', async (_, root, place) => {
    using board = scriptedBoard([
      { say: 'Hit any key to stop autoboot:  2 ' },
      typed(' '),
      { expect: { pattern: `setenv nfsroot ${place.source},tcp\n` }, say: '=> ' },
      typed('boot', START),
    ]);
    const { status, text } = await jobOnBoard(board, {
      actions: [
        { deploy: { to: 'tftp', os: 'oe', kernel: url('Image'), ...root() } },
        { boot: { method: 'u-boot', commands: 'nfs', prompts: [PROMPT] } },
      ],
      dispatcher: { dispatcher_ip: '10.0.2.2' },
      device: {
        commands: { hard_reset: 'true' },
        constants: {
          'u-boot': { 'interrupt-prompt': 'Hit any key to stop autoboot', 'interrupt-character': ' ' },
        },
        deploy: { tftp: null },
        boot: {
          'u-boot': {
            parameters: { bootloader_prompt: '=> ' },
            nfs: { commands: ['setenv nfsroot {NFS_SERVER_IP}:{NFSROOTFS},tcp', 'boot'] },
          },
        },
      },
    });
    expect(status, text()).toMatchObject({ health: 'complete' });
  });
});
