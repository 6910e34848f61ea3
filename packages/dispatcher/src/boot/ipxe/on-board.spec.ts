// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scriptedBoard } from '../../testing/board/board.ts';
import { jobOnBoard } from '../../testing/board/job-on-board.ts';
import { type ServedFiles, servedFiles } from '../../testing/board/served-job.ts';
import type { Turn } from '../../testing/board/transcript.ts';
import { executes } from '../../testing/executed.ts';

const PROMPT = 'root@box:~# ';
const PLACE = 'lava-1-1.2';
const IPXE: Turn[] = [
  { say: 'iPXE (http://ipxe.org)\r\nPress Ctrl-B for the iPXE command line...' },
  { expect: '\x02', say: '\r\niPXE> ' },
];

function run(
  board: ReturnType<typeof scriptedBoard>,
  served: ServedFiles,
  more: { deploy: boolean },
  boot = {},
) {
  const commands = ['dhcp net0', 'kernel tftp://{SERVER_IP}/{KERNEL}', 'boot'];
  const block = { method: 'ipxe', commands: 'ramdisk', prompts: [PROMPT], ...boot };
  const deploy = { to: 'tftp', os: 'oe', kernel: { url: served.url('bzImage') } };
  return jobOnBoard(board, {
    actions: [...(more.deploy ? [{ deploy }] : []), { boot: block }],
    dispatcher: { dispatcher_ip: '10.0.2.2' },
    device: {
      commands: { hard_reset: 'true' },
      constants: { ipxe: { 'interrupt-prompt': 'Press Ctrl-B', interrupt_ctrl_list: ['b'] } },
      deploy: { tftp: null },
      boot: {
        ipxe: { parameters: { bootloader_prompt: 'iPXE>', use_bootscript: true }, ramdisk: { commands } },
      },
    },
  });
}

describe('iPXE with a script', () => {
  it('types two commands, which load the others', async () => {
    using served = servedFiles({ bzImage: 'a kernel' });
    using board = scriptedBoard([
      ...IPXE,
      { expect: 'dhcp net0\n', say: '\r\nok\r\niPXE> ' },
      {
        expect: `chain tftp://10.0.2.2/${PLACE}/script.ipxe\n`,
        run: `cp -a ${served.tftp} ${served.tftp}-seen`,
      },
      { say: `\r\nLinux version 6\r\n${PROMPT}` },
    ]);
    const { status, text } = await run(board, served, { deploy: true });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(readFileSync(join(`${served.tftp}-seen`, PLACE, 'script.ipxe'), 'utf8')).toBe(
      `#!ipxe\n\ndhcp net0\nkernel tftp://10.0.2.2/${PLACE}/kernel/bzImage\nboot\n`,
    );
  });

  it('of a job that serves nothing is refused; the block may do without', async () => {
    using served = servedFiles({});
    using board = scriptedBoard(IPXE);
    const { status } = await run(board, served, { deploy: false });
    expect(status).toMatchObject({
      code: 'job-invalid',
      message: expect.stringContaining('serves nothing by TFTP'),
    });
    using typed = scriptedBoard([
      ...IPXE,
      { expect: 'dhcp net0\n', say: '\r\nok\r\niPXE> ' },
      { expect: 'boot\n', say: `\r\nLinux version 6\r\n${PROMPT}` },
    ]);
    const own = { use_bootscript: false };
    const finished = await run(typed, served, { deploy: false }, own);
    expect(finished.status, finished.text()).toMatchObject({ health: 'complete' });
  });
});

executes('scripted', 'boot ipxe');
