// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { mountsBelow } from '@lava/kit/fs/mounts.ts';
import { canMount } from '@lava/kit/testing/small-disk.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from '../testing/board/bench.ts';
import { scriptedBoard } from '../testing/board/board.ts';
import { jobOnBoard } from '../testing/board/job-on-board.ts';
import { executes } from '../testing/executed.ts';

/** The kernel of a test machine may lack FAT, so the drive of the board is a directory, and mount binds it. */
const MOUNT = '[ "$1 $2" = "-t vfat" ] && exec /bin/mount --bind "$5" "$6"; exit 9';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
  bench.tool('mount', MOUNT);
  mkdirSync(bench.at('drive'));
  bench.plug('1-1', { serial: '0240' }, 'cdc_acm');
});
afterEach(() => {
  expect(mountsBelow(bench.directory)).toEqual([]);
  bench[Symbol.dispose]();
});

/** The board: after the first unmount its drive goes away, and comes back with these files on it; or does not. */
function taking(files: Record<string, string> | undefined): void {
  const [drive, seen] = [bench.at('drive'), bench.at('seen')];
  bench.tool(
    'umount',
    `/bin/umount "$@" || exit; [ -e ${seen} ] || { cp -a ${drive} ${seen}.new; mv ${seen}.new ${seen}; }`,
  );
  const look = setInterval(() => {
    if (!existsSync(seen)) return;
    clearInterval(look);
    rmSync(drive, { recursive: true });
    if (!files) return;
    setTimeout(() => {
      mkdirSync(bench.at('new'));
      for (const [name, text] of Object.entries(files)) writeFileSync(bench.at(`new/${name}`), text);
      renameSync(bench.at('new'), drive);
    }, 200);
  }, 20);
}

describe.skipIf(!canMount)('CMSIS-DAP', () => {
  async function job(parameters: object = {}, content = 'program', timeout = 20) {
    using board = scriptedBoard([{ say: 'hello\r\n' }]);
    return await jobOnBoard(board, {
      actions: [
        { deploy: { to: 'tmpfs', images: { zephyr: { url: bench.file('zephyr.bin', content) } } } },
        { boot: { method: 'cmsis-dap', timeout: { seconds: timeout } } },
      ],
      device: {
        board_id: '0240',
        commands: { hard_reset: 'true', connect: board.connect },
        deploy: { image: null },
        boot: {
          'cmsis-dap': {
            parameters: { usb_mass_device: bench.at('drive'), post_unmount_delay: 0.1, ...parameters },
          },
        },
      },
    });
  }

  it('gets the file on its drive, and the board is used when the drive has come back', async () => {
    taking({ 'DETAILS.TXT': '' });
    const { status, text } = await job();
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(readFileSync(bench.at('seen/0-zephyr.bin'), 'utf8')).toBe('program');
    expect(bench.calls('mount')).toEqual(
      Array(2).fill(['-t', 'vfat', '-o', 'nosuid,nodev,noexec', bench.at('drive'), '~']),
    );
  });

  it('fails with what the probe says of the file', async () => {
    taking({ 'FAIL.TXT': 'error: the firmware FAILED to reset' });
    const { status } = await job();
    expect(status).toMatchObject({ code: 'host-tool-failed', kind: 'infrastructure' });
    expect(status).toHaveProperty('message', expect.stringContaining('FAILED to reset'));
  });

  it('ends in time when the drive does not come back, or cannot be mounted', async () => {
    taking(undefined);
    expect((await job({}, 'program', 2)).status).toMatchObject({ code: 'job-timeout' });
    bench.tool('mount', 'echo wrong fs type >&2; exit 32');
    mkdirSync(bench.at('drive'), { recursive: true });
    expect((await job()).status).toMatchObject({ code: 'host-tool-failed' });
  });

  it('says that a file does not fit', async () => {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=64k', 'lava-test', bench.at('drive')]);
    const { status } = await job({}, 'x'.repeat(200_000));
    execFileSync('/bin/umount', [bench.at('drive')]);
    expect(status).toMatchObject({ code: 'artefact-invalid', kind: 'job' });
  });

  it('unmounts a drive that somebody else still uses', async () => {
    bench.tool('umount', `case "$1" in --lazy) exec /bin/umount "$@";; *) echo busy >&2; exit 32;; esac`);
    const { status, text } = await job({ skip_autoremount_wait: true });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(bench.calls('umount').at(-1)).toEqual(['--lazy', '~']);
    expect(existsSync(bench.at('drive/0-zephyr.bin')) && readdirSync(bench.at('drive'))).toEqual([
      '0-zephyr.bin',
    ]);
  });
});

describe.skipIf(!canMount)('drives of Arm boards', () => {
  const run = (words: string[]) => execFileSync(words[0] ?? '', words.slice(1), { cwd: bench.directory });

  it('of Musca get the binary, and say that they have taken it', async () => {
    mkdirSync(bench.at('dev/disk/by-id'), { recursive: true });
    symlinkSync(bench.at('drive'), bench.at('dev/disk/by-id/usb-MBED_VFS_0240-0:0'));
    taking({ 'DETAILS.TXT': '' });
    using board = scriptedBoard([]);
    const { status, text } = await jobOnBoard(board, {
      actions: [
        {
          deploy: {
            ...{ to: 'musca', images: { test_binary: { url: bench.file('blinky.hex', ':00') } } },
            timeout: { seconds: 30 },
          },
        },
      ],
      device: { board_id: '0240', commands: { hard_reset: 'true' }, deploy: { musca: null } },
    });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(readFileSync(bench.at('seen/blinky.hex'), 'utf8')).toBe(':00');
  });

  it('of MPS get the archive in the place of everything, the binaries, and the word that restarts them', async () => {
    mkdirSync(bench.at('dev/disk/by-label'), { recursive: true });
    symlinkSync(bench.at('drive'), bench.at('dev/disk/by-label/V2M-MPS2'));
    writeFileSync(bench.at('drive/OLD.TXT'), '');
    mkdirSync(bench.at('MB'));
    writeFileSync(bench.at('MB/board.txt'), 'board');
    symlinkSync('/etc/hostname', bench.at('MB/secret.txt'));
    run(['zip', '-qry', 'recovery.zip', 'MB']);
    using board = scriptedBoard([]);
    const { status, text } = await jobOnBoard(board, {
      actions: [
        {
          deploy: {
            to: 'mps',
            timeout: { seconds: 30 },
            images: {
              recovery_image: { url: `file://${bench.at('recovery.zip')}`, compression: 'zip' },
              test_binary_1: { url: bench.file('zephyr.elf', 'elf'), rename: 'SOFTWARE/mbed.elf' },
            },
          },
        },
      ],
      device: {
        usb_filesystem_label: 'V2M-MPS2',
        commands: { hard_reset: 'true' },
        deploy: { mps: { parameters: { 'hard-reboot': false, 'reboot-string': 'hsyxhj' } } },
      },
    });
    expect(status, text()).toMatchObject({ health: 'complete' });
    const found = readdirSync(bench.at('drive'), { recursive: true }).sort();
    expect(found).toEqual(['MB', 'MB/board.txt', 'SOFTWARE', 'SOFTWARE/mbed.elf', 'reboot.txt']);
    expect(readFileSync(bench.at('drive/reboot.txt'), 'utf8')).toBe('hsyxhj');
  });

  it('of Versatile Express are shown by the controller, which erases the flash then', async () => {
    mkdirSync(bench.at('dev/disk/by-label'), { recursive: true });
    symlinkSync(bench.at('drive'), bench.at('dev/disk/by-label/JUNO01'));
    writeFileSync(bench.at('images.txt'), 'images');
    run(['tar', '-czf', 'juno.tar.gz', 'images.txt']);
    const typed = (line: string, say: string) => ({ expect: `${line}\n`, say });
    using board = scriptedBoard([
      { say: 'ARM V2M_Juno\r\nPress Enter to stop auto boot...\r\n' },
      ...[typed(' ', 'Cmd> '), typed('usb_on', 'Enabling debug USB...\r\nCmd> '), typed('flash', 'Flash> ')],
      ...[typed('eraseall', 'Erasing Flash\r\nErase OK\r\nFlash> '), typed('exit', 'Cmd> ')],
    ]);
    const { status, text } = await jobOnBoard(board, {
      actions: [
        {
          deploy: {
            to: 'vemsd',
            timeout: { seconds: 30 },
            recovery_image: { url: `file://${bench.at('juno.tar.gz')}`, compression: 'gz' },
          },
        },
      ],
      device: {
        usb_filesystem_label: 'JUNO01',
        commands: { hard_reset: 'true', connect: board.connect },
        deploy: {
          vemsd: {
            parameters: {
              ...{
                mcc_prompt: 'Cmd>',
                msd_mount_cmd: 'usb_on',
                flash_prompt: 'Flash>',
                flash_enter_cmd: 'flash',
              },
              ...{ flash_erase_cmd: 'eraseall', flash_erase_msg: 'Erasing Flash', flash_exit_cmd: 'exit' },
              autorun_prompt: 'Press Enter to stop auto boot...',
            },
          },
        },
      },
    });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(board.report().left).toBe(0);
    expect(readFileSync(bench.at('drive/images.txt'), 'utf8')).toBe('images');
  });
});

describe.skipIf(!canMount)('jobs on them', () =>
  executes('stand-in', 'boot cmsis-dap', 'deploy musca', 'deploy mps', 'deploy vemsd'),
);
