// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scriptedBoard } from '../../testing/board/board.ts';
import { jobOnBoard } from '../../testing/board/job-on-board.ts';
import { type ServedFiles, servedFiles } from '../../testing/board/served-job.ts';
import { executes } from '../../testing/executed.ts';

const PROMPT = 'root@box:~# ';
const PLACE = 'lava-1-1.3';
const START = `Exiting depthcharge with code 4 at timestamp: 33\r\nLinux version 6\r\n${PROMPT}`;

/** The dialogue of a Chromebook with a netboot build: slow, with its countdown and progress. */
function chromebook(served: ServedFiles, command: string, say = START) {
  return scriptedBoard({
    pace: { bytes: 64, ms: 3 },
    dialogue: [
      { say: 'coreboot-v1.9308_26_0.0.22 bootblock starting...\r\n\r\nStarting depthcharge on Kukui...\r\n' },
      { wait: 100, say: 'The GBB signature is at 0x30004020\r\n\r\n\u001b[1m dpch: ' },
      { expect: `${command}\n`, run: `cp -a ${served.tftp} ${served.tftp}-seen` },
      { say: `\r\nWaiting for link\r\nR8152: Initializing\r\nBytes transferred = 12345678\r\n${say}` },
    ],
  });
}

function job(served: ServedFiles, deployParameters: object, boot: object = {}) {
  return {
    actions: [
      {
        deploy: {
          ...{ to: 'tftp', os: 'oe', kernel: { url: served.url('Image') } },
          ramdisk: { url: served.url('ramdisk.cpio') },
        },
      },
      { boot: { method: 'depthcharge', commands: 'ramdisk', prompts: [PROMPT], ...boot } },
    ],
    dispatcher: { dispatcher_ip: '10.0.2.2' },
    device: {
      commands: { hard_reset: 'true' },
      parameters: { load_address: '0x40080000' },
      constants: { depthcharge: { 'final-message': 'Exiting depthcharge', 'error-messages': ['net: fail'] } },
      deployParameters,
      deploy: { tftp: null },
      boot: {
        depthcharge: {
          parameters: { start_message: 'Starting (depthcharge|netboot) on', bootloader_prompt: 'dpch:' },
          ramdisk: {
            cmdline: 'console=ttyS0 root=/dev/ram0 job={LAVA_JOB_ID}',
            commands: ['tftpboot {SERVER_IP} {DEPTHCHARGE_KERNEL} {CMDLINE} {DEPTHCHARGE_RAMDISK}'],
          },
        },
      },
    },
  };
}

const files = { Image: 'a kernel', 'ramdisk.cpio': 'a ramdisk' };

describe('depthcharge', () => {
  it('boots kernel, command line and ramdisk from TFTP', async () => {
    using served = servedFiles(files);
    using board = chromebook(
      served,
      `tftpboot 10.0.2.2 ${PLACE}/kernel/Image ${PLACE}/cmdline ${PLACE}/ramdisk/ramdisk.cpio`,
    );
    const { status, text } = await jobOnBoard(board, job(served, {}, { extra_kernel_args: 'quiet' }));
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(readFileSync(join(`${served.tftp}-seen`, PLACE, 'cmdline'), 'utf8')).toBe(
      'console=ttyS0 root=/dev/ram0 job=1 quiet\n',
    );
    expect(readdirSync(served.tftp)).toEqual([]);
  });

  it('gets one FIT image where the device has an architecture for it', async () => {
    using served = servedFiles(files);
    using board = chromebook(served, `tftpboot 10.0.2.2 ${PLACE}/kernel/image.itb ${PLACE}/cmdline `);
    const { status, text } = await jobOnBoard(board, job(served, { mkimage_arch: 'arm64' }));
    expect(status, text()).toMatchObject({ health: 'complete' });
    const image = join(`${served.tftp}-seen`, PLACE, 'kernel/image.itb');
    const listed = execFileSync('mkimage', ['-l', image], { encoding: 'utf8' });
    expect(listed).toMatch(/Kernel Image[\s\S]*lzma compressed[\s\S]*AArch64[\s\S]*0x40080000/);
    expect(listed).toMatch(/RAMDisk Image[\s\S]*Data Size: +9 Bytes/);
  });

  it('that cannot load ends the job by what it says', async () => {
    using served = servedFiles(files);
    using board = chromebook(
      served,
      `tftpboot 10.0.2.2 ${PLACE}/kernel/Image ${PLACE}/cmdline ${PLACE}/ramdisk/ramdisk.cpio`,
      'net: fail\r\n dpch: ',
    );
    const { status } = await jobOnBoard(board, job(served, {}));
    expect(status).toMatchObject({ code: 'bootloader-failed' });
  });
});

executes('scripted', 'boot depthcharge');
