// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, it } from 'vitest';
import { executes } from '../executed.ts';
import { Bench } from './bench.ts';
import { scriptedBoard } from './board.ts';
import { jobOnBoard } from './job-on-board.ts';
import type { Turn } from './transcript.ts';

const PROMPT = 'root@box:~# ';
const typed = (line: string, say: string): Turn => ({ expect: `${line}\n`, say });
const POSIX = { lava_test_sh_cmd: '/bin/sh', lava_test_results_dir: '/lava-%s' };

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench[Symbol.dispose]());

it('barebox is stopped, and boots by the commands of the device', async () => {
  using board = scriptedBoard([
    { say: 'barebox 2024.01\r\nHit any key to stop autoboot: 3' },
    ...[typed('x', 'barebox:/ '), typed('global linux.bootargs=quiet', 'barebox:/ ')],
    typed('boot net', `Starting kernel\r\nLinux version 6.1\r\n${PROMPT}`),
  ]);
  const { status, text } = await jobOnBoard(board, {
    actions: [
      { deploy: { to: 'overlay' } },
      { boot: { method: 'barebox', commands: 'net', prompts: [PROMPT] } },
    ],
    device: {
      constants: {
        posix: POSIX,
        barebox: {
          'interrupt-prompt': 'Hit any key',
          'interrupt-character': 'x',
          'final-message': 'Starting kernel',
        },
      },
      commands: { hard_reset: 'true' },
      boot: {
        barebox: {
          parameters: { bootloader_prompt: 'barebox:/ ' },
          net: { commands: ['global linux.bootargs=quiet', 'boot net'] },
        },
      },
    },
  });
  expect(status, text()).toMatchObject({ health: 'complete' });
});

it('a bootloader is left at its prompt, with commands or without', async () => {
  for (const commands of [['printenv'], []]) {
    using board = scriptedBoard([
      { say: 'U-Boot 2024.01\r\nHit any key to stop autoboot: 3' },
      ...[typed(' ', '=> '), typed('printenv', 'baudrate=115200\r\n=> ')],
    ]);
    const { status, text } = await jobOnBoard(board, {
      actions: [{ boot: { method: 'bootloader', bootloader: 'u-boot', commands, prompts: ['=> '] } }],
      device: {
        constants: {
          posix: POSIX,
          'u-boot': { 'interrupt-prompt': 'Hit any key', 'interrupt-character': ' ' },
        },
        commands: { hard_reset: 'true' },
        boot: { 'u-boot': { parameters: { bootloader_prompt: '=> ' } } },
      },
    });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(text('target').includes('baudrate')).toBe(commands.length > 0);
  }
});

it('files for a model, for recovery mode and for a test are fetched', async () => {
  using board = scriptedBoard([{ say: 'up\r\n' }]);
  const images = { mlo: { url: bench.file('MLO', 'mlo') } };
  const { status, results, text } = await jobOnBoard(board, {
    actions: ['fvp', 'recovery', 'download'].map((to) => ({ deploy: { to, images, namespace: to } })),
    device: { commands: { hard_reset: 'true' }, deploy: { recovery: { tags: ['serial'] } } },
  });
  expect(status, text()).toMatchObject({ health: 'complete' });
  expect(results.filter((each) => each.case === 'file-download')).toHaveLength(3);
});

it('a Musca board is reset, and its console opened when its port is there', async () => {
  bench.plug('1-1', { serial: '0240' }, 'cdc_acm');
  bench.tool('pdu');
  using board = scriptedBoard([{ say: 'Linux version 6.1\r\nshell> ' }]);
  const { status, text } = await jobOnBoard(board, {
    actions: [{ boot: { method: 'musca', prompts: ['shell> '] } }],
    device: { board_id: '0240', commands: { hard_reset: 'pdu cycle' }, boot: { musca: null } },
  });
  expect(status, text()).toMatchObject({ health: 'complete' });
  expect(bench.calls('pdu')).toEqual([['cycle']]);
});

it('monitors read what the board says', async () => {
  using board = scriptedBoard([
    { say: `Linux version 6.1\r\n${PROMPT}` },
    { wait: 1000, say: 'suite begins\r\nPASS - one.\r\nsuite ends\r\n' },
  ]);
  const monitor = {
    name: 'm',
    start: 'suite begins',
    end: 'suite ends',
    pattern: '(?P<result>PASS) - (?P<test_case_id>\\w+)',
  };
  const { status, results, text } = await jobOnBoard(board, {
    actions: [
      { boot: { method: 'minimal', reset: false, prompts: [PROMPT] } },
      { test: { monitors: [{ ...monitor, fixupdict: { PASS: 'pass' } }] } },
    ],
  });
  expect(status, text()).toMatchObject({ health: 'complete' });
  expect(results.find((each) => each.case === 'one')).toMatchObject({ result: 'pass' });
});

executes('scripted', 'boot barebox', 'boot bootloader', 'boot musca', 'deploy overlay', 'test monitors');
executes('stand-in', 'deploy fvp', 'deploy recovery', 'deploy download');
