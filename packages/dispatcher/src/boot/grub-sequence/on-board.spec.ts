// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { scriptedBoard } from '../../testing/board/board.ts';
import { jobOnBoard } from '../../testing/board/job-on-board.ts';
import { executes } from '../../testing/executed.ts';

const PROMPT = 'root@box:~# ';

it('GRUB with a sequence: a key ends the wait for fastboot, and what is installed boots', async () => {
  using board = scriptedBoard([
    { say: 'Android Fastboot mode - version 0.6\r\nPress any key to quit.' },
    { expect: 'q', say: `\r\nGNU GRUB\r\nLinux version 6\r\n${PROMPT}` },
  ]);
  const fastboot = { interrupt_prompt: 'Android Fastboot mode', interrupt_string: 'q' };
  const { status, text } = await jobOnBoard(board, {
    actions: [{ boot: { method: 'grub', commands: 'installed', prompts: [PROMPT] } }],
    device: {
      deploy: { fastboot },
      boot: { grub: { sequence: ['wait-fastboot-interrupt'], reset_device: false } },
    },
  });
  expect(status, text()).toMatchObject({ health: 'complete' });
  expect(board.report().left).toBe(0);
});

executes('scripted', 'boot grub-sequence: grub');
