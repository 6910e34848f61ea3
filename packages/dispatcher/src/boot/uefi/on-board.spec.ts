// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { scriptedBoard } from '../../testing/board/board.ts';
import { jobOnBoard } from '../../testing/board/job-on-board.ts';
import type { Turn } from '../../testing/board/transcript.ts';
import { executes } from '../../testing/executed.ts';

const PROMPT = 'root@box:~# ';
const FIRMWARE: Turn = { say: 'The default boot selection will start in  10 seconds' };
const MENU: Turn = { expect: ' ', say: '\r\n[1] Linux\r\n[2] Shell\r\nStart: ' };
const COUNTDOWN = '\r\nUEFI Interactive Shell v2.2\r\nPress ESC in 5 seconds or any other key to continue.';
const SHELL: Turn[] = [
  { expect: 'x', say: '\r\nShell> ' },
  { expect: 'fs0:\r\n', say: '\r\nFS0:\\> ' },
  { expect: 'Image initrd=ramdisk.img\r\n', say: `\r\nLinux version 6\r\n${PROMPT}` },
];

const parameters = {
  ...{ shell_interrupt_prompt: 'any other key to continue', shell_interrupt_string: 'x' },
  ...{
    bootloader_prompt: '(Shell|FS0:.)>',
    menu_prompt: 'Start:',
    menu_boot_message: 'UEFI Interactive Shell',
  },
  ...{ interrupt_prompt: 'The default boot selection', interrupt_string: ' ', item_markup: ['[', ']'] },
};

function run(board: ReturnType<typeof scriptedBoard>, entry: object, boot: object = {}) {
  const ramdisk = { commands: ['fs0:', 'Image initrd=ramdisk.img'] };
  return jobOnBoard(board, {
    actions: [{ boot: { method: 'uefi', commands: 'ramdisk', prompts: [PROMPT], ...boot } }],
    dispatcher: { dispatcher_ip: '10.0.2.2' },
    device: {
      commands: { hard_reset: 'true' },
      boot: {
        uefi: { parameters: { ...parameters, ...entry }, ramdisk, shell: [{ select: { items: ['Shell'] } }] },
      },
    },
  });
}

describe('the UEFI shell', () => {
  it.each([
    ['the list of the device', 'shell'],
    ['a label', 'Shell'],
  ])('is started from the menu by %s, and its lines end with a carriage return', async (_, shell_menu) => {
    using board = scriptedBoard([FIRMWARE, MENU, { expect: '2\n', say: COUNTDOWN }, ...SHELL]);
    const { status, text } = await run(board, { shell_menu });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(board.report().left, text()).toBe(0);
  });

  it('that comes by itself is only stopped', async () => {
    using board = scriptedBoard([{ say: COUNTDOWN }, ...SHELL]);
    const { status, text } = await run(board, { shell_menu: 'shell' }, { shell_menu: '' });
    expect(status, text()).toMatchObject({ health: 'complete' });
  });
});

executes('scripted', 'boot uefi');
