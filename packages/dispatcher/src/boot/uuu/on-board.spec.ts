// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from '../../testing/board/bench.ts';
import { scriptedBoard } from '../../testing/board/board.ts';
import { jobOnBoard } from '../../testing/board/job-on-board.ts';
import type { Turn } from '../../testing/board/transcript.ts';
import { executes } from '../../testing/executed.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench[Symbol.dispose]());

const typed = (line: string): Turn => ({ expect: `${line}\n`, say: '=> ' });
const U_BOOT = [
  { say: 'U-Boot 2024.04\r\nHit any key to stop autoboot:  2 ' },
  ...['', 'mmc dev 1', 'mmc erase 0 0x400'].map((line) => typed(line === '' ? ' ' : line)),
];

interface Uuu {
  commands: object[];
  turns?: Turn[];
  options?: object;
  boot?: object;
  content?: string;
}

async function load({ commands, turns = U_BOOT, options = {}, boot = {}, content = 'imx-boot' }: Uuu) {
  using board = scriptedBoard(turns);
  return await jobOnBoard(board, {
    actions: [
      { deploy: { to: 'uuu', images: { boot: { url: bench.file('imx boot.bin', content) } } } },
      { boot: { method: 'uuu', commands, timeout: { seconds: 50 }, ...boot } },
    ],
    device: {
      commands: { hard_reset: 'reset-board', connect: board.connect },
      constants: {
        posix: { lava_test_sh_cmd: '/bin/sh', lava_test_results_dir: '/lava-%s' },
        'u-boot': { 'interrupt-prompt': 'Hit any key to stop autoboot', 'interrupt-character': ' ' },
      },
      boot: {
        'u-boot': { parameters: { bootloader_prompt: '=> ' } },
        uuu: {
          options: {
            usb_otg_path: ['2:143', '3:123'],
            corrupt_boot_media_command: ['mmc dev 1', 'mmc erase 0 0x400'],
            ...options,
          },
        },
      },
    },
  });
}

const PATHS = ['-m', '2:143', '-m', '3:123'];
const BOOT = '~/0-boot.bin';

describe('uuu', () => {
  beforeEach(() => bench.tool('reset-board'));

  it('loads a board that listens on USB', async () => {
    bench.tool('uuu');
    const { status, text } = await load({ commands: [{ uuu: '-b sd {boot}' }, { fb: 'ucmd mmc dev /x' }] });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(bench.calls('uuu')).toEqual([
      [...PATHS, BOOT],
      [...PATHS, '-b', 'sd', BOOT],
      [...PATHS, 'FB:', 'ucmd', 'mmc', 'dev', '/x'],
    ]);
    expect(bench.calls('reset-board')).toHaveLength(2);
    expect(text('debug')).toContain('its media stay as they are');
  });

  it('makes a board listen by erasing what it boots from', async () => {
    bench.tool('uuu', `[ "$#" = 5 ] && exec sleep 60; true`);
    const { status, text } = await load({ commands: [{ uuu: '-b sd {boot}' }] });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(text('debug')).toContain('mmc erase 0 0x400');
    expect(bench.calls('reset-board')).toHaveLength(3);
    expect(bench.calls('uuu').at(-1)).toEqual([...PATHS, '-b', 'sd', BOOT]);
  });

  it('drives the control port, and gives it back', async () => {
    bench.tool('bcu');
    bench.tool('where', 'echo 2-1.3');
    const options = {
      bcu_board_name: 'imx8dxlevk',
      bcu_board_id_command: ['where'],
      additional_bcu_cleanup_commands: ['reset'],
    };
    const { status, text } = await load({ commands: [{ bcu: 'set_boot_mode emmc_s' }], options });
    expect(status, text()).toMatchObject({ health: 'complete' });
    const port = ['-board=imx8dxlevk', '-id=2-1.3'];
    expect(bench.calls('bcu')).toEqual([
      ['set_boot_mode', 'emmc_s', ...port],
      ['reset', ...port],
      ['deinit', ...port],
    ]);
    expect(bench.calls('reset-board')).toHaveLength(1);
  });

  it.each([
    ['a bootloader comes up', U_BOOT, 15, 0],
    ['none comes up', [{ say: 'nothing' }], 2, 1],
  ])('looks at the bootloader of the board first: %s', async (_, turns, seconds, calls) => {
    bench.tool('bcu');
    const boot = { skip_uuu_if_bootloader_valid: true, timeouts: { 'bootloader-interrupt': { seconds } } };
    const { status, text } = await load({ commands: [{ bcu: 'reset usb' }], turns: turns as Turn[], boot });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(bench.calls('bcu'), text()).toHaveLength(calls);
  });

  it.each([
    { shell: 'reboot' },
    { uuu: '-b /etc/x.lst {boot}' },
    { uuu: '-b ../x {boot}' },
    { uuu: '/etc/x.lst' },
    { uuu: '-d {boot}' },
    { fb: 'download -f /etc/shadow' },
    { fbk: 'ucp t:/etc/x /etc/cron.d/x' },
    { fb: 'ucmd x\nSHELL: reboot' },
    { uuu: '-b sd {other}' },
    { bcu: 'monitor -dump=/etc/x' },
  ])('gets nothing of a job by which it would use the worker: %o', async (command) => {
    bench.tool('uuu');
    bench.tool('bcu');
    expect((await load({ commands: [command] })).status).toMatchObject({ code: 'job-invalid' });
    expect([...bench.calls('uuu'), ...bench.calls('bcu')]).toEqual([]);
  });

  it.each(['uuu_version 1.2.39\nSHELL: reboot\n', 'PK\x03\x04'])(
    'gets no file that is a script: %j',
    async (content) => {
      bench.tool('uuu');
      const { status } = await load({ commands: [{ uuu: '{boot}' }], content });
      expect(status).toMatchObject({ code: 'job-invalid' });
      expect(bench.calls('uuu')).toEqual([]);
    },
  );
});

executes('stand-in', 'boot uuu', 'deploy uuu');
