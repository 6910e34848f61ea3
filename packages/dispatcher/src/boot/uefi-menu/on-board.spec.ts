// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { scriptedBoard } from '../../testing/board/board.ts';
import { jobOnBoard } from '../../testing/board/job-on-board.ts';
import type { Turn } from '../../testing/board/transcript.ts';
import { executes } from '../../testing/executed.ts';

const PROMPT = 'root@box:~# ';
const KERNEL = `Loaded: LinuxImage\r\nLinux version 6\r\n${PROMPT}`;
const FIRMWARE: Turn = { say: 'UEFI\r\nThe default boot selection will start in  10 seconds' };
const MAIN: Turn = {
  expect: ' ',
  say: '\r\n[1] Linux on SATA\r\n[2] Shell\r\n[10] Boot Manager\r\nStart: ',
};
const MANAGER =
  '\r\n[1] Add Boot Device Entry\r\n[2] Remove Boot Device Entry\r\n[3] Return to main menu\r\nChoice: ';

const parameters = {
  ...{ interrupt_prompt: 'The default boot selection will start in', interrupt_string: ' ' },
  ...{ item_markup: ['[', ']'], item_class: '0-9', separator: ' ' },
  ...{ bootloader_prompt: 'Start:', boot_message: 'Loaded: LinuxImage' },
};

function run(board: ReturnType<typeof scriptedBoard>, entry: object, boot: object = {}, more: object = {}) {
  return jobOnBoard(board, {
    actions: [{ boot: { method: 'uefi-menu', commands: 'nfs', prompts: [PROMPT], ...boot } }],
    dispatcher: { dispatcher_ip: '10.0.2.2' },
    device: { commands: { hard_reset: 'true' }, boot: { 'uefi-menu': { parameters, ...entry } }, ...more },
  });
}

describe('a menu of the firmware', () => {
  it('is gone through: by labels, typed answers and the Escape key', async () => {
    using board = scriptedBoard([
      ...[FIRMWARE, MAIN],
      { expect: '10\n', say: MANAGER },
      { expect: '3\n', say: String(MAIN.say) },
      { expect: '10\n', say: MANAGER },
      { expect: '1\n', say: '\r\nServer: ' },
      { expect: '10.0.2.2\r', say: '\r\nName: ' },
      { expect: 'LAVA 1 test image\r', say: `${MANAGER}` },
      { expect: '\x1b', say: '\r\n[1] Linux on SATA\r\n[2] LAVA 1 test image\r\n[3] LAVA 1 test\r\nStart: ' },
      { expect: '2\n', say: `\r\n${KERNEL}` },
    ]);
    const nfs = [
      { select: { items: ['Boot Manager'], wait: 'Choice:' } },
      { select: { items: ['No such entry'], fallback: 'Return to main menu', wait: 'Start:' } },
      { select: { items: ['None', 'Boot Manager'], wait: 'Choice:' } },
      { select: { items: ['Add Boot Device'], wait: 'Server:' } },
      { select: { enter: '{SERVER_IP}', wait: 'Name:' } },
      { select: { enter: '{TEST_MENU_NAME}', wait: 'Choice:' } },
      { select: { escape: true, wait: 'Start:' } },
      { select: { items: ['{TEST_MENU_NAME}'] } },
    ];
    const { status, text } = await run(board, { nfs });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(board.report().left, text()).toBe(0);
  });

  it('without the entry ends the job, and says what it has', async () => {
    using board = scriptedBoard([FIRMWARE, MAIN]);
    const { status, text } = await run(board, { nfs: [{ select: { items: ['Boot Maintenance'] } }] });
    expect(status).toMatchObject({ health: 'incomplete', code: 'bootloader-failed' });
    expect(text()).toContain('it has: Linux on SATA, Shell, Boot Manager');
  });

  it('whose lines end with a carriage return gets that, and one without a prompt is waited for', async () => {
    using board = scriptedBoard([
      ...[FIRMWARE, MAIN],
      { expect: '10\r\n', say: `${MANAGER}` },
      { expect: '3\r\n', say: `\r\n${KERNEL}` },
    ]);
    const nfs = [{ select: { items: ['Boot Manager'] } }, { select: { items: ['Return to main menu'] } }];
    const { status, text } = await run(board, { nfs }, { line_separator: 'dos' });
    expect(status, text()).toMatchObject({ health: 'complete' });
  });

  it.each([
    ['a list of something else', { nfs: ['Boot Manager'] }],
    ['an empty list', { nfs: [] }],
  ])('with %s is refused before anything is touched', async (_, entry) => {
    using board = scriptedBoard([FIRMWARE]);
    const { status } = await run(board, entry);
    expect(status).toMatchObject({
      code: 'device-invalid',
      message: expect.stringContaining('uefi-menu.nfs'),
    });
    expect(() => board.report()).toThrow();
  });

  it('asking for a value that the job has not ends it', async () => {
    using board = scriptedBoard([FIRMWARE, MAIN]);
    const { status } = await run(board, { nfs: [{ select: { enter: '{KERNEL}' } }] });
    expect(status).toMatchObject({ code: 'job-invalid', message: expect.stringContaining('{KERNEL}') });
  });
});

describe('GRUB that the firmware starts from its menu', () => {
  it('is chosen there, then stopped', async () => {
    using board = scriptedBoard([
      ...[FIRMWARE, MAIN],
      { expect: '1\n', say: "\r\nGNU GRUB  version 2.06\r\n`c' for a command-line" },
      { expect: 'c', say: '\r\ngrub> ' },
      { expect: 'boot\n', say: `\r\n${KERNEL}` },
    ]);
    const menu = {
      parameters: { ...parameters, boot_message: null },
      pxe: [{ select: { items: ['Linux'] } }],
    };
    const { status, text } = await run(
      board,
      {},
      { method: 'grub-efi', commands: ['boot'] },
      {
        boot: {
          'uefi-menu': menu,
          'grub-efi': { menu_options: 'pxe', parameters: { bootloader_prompt: 'grub>' } },
        },
        constants: {
          'grub-efi': {
            ...{ 'interrupt-prompt': 'for a command-line', 'interrupt-character': 'c' },
            'interrupt-newline': false,
          },
        },
      },
    );
    expect(status, text()).toMatchObject({ health: 'complete' });
  });
});

executes('scripted', 'boot uefi-menu');
