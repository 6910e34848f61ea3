// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { cpioEnd, cpioHead, writeCpio } from '@lava/kit/cpio.ts';
import { canMount, type SmallDisk, smallDisk } from '@lava/kit/testing/small-disk.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scriptedBoard } from '../../testing/board/board.ts';
import { type BoardJob, jobOnBoard } from '../../testing/board/job-on-board.ts';
import type { Turn } from '../../testing/board/transcript.ts';
import { executes } from '../../testing/executed.ts';

const PROMPT = 'root@box:~# ';
const PLACE = 'lava-1-1.3';
const AUTOBOOT: Turn = { say: 'U-Boot 2023.01\r\n\r\nHit any key to stop autoboot:  2 ' };
const START = `Starting kernel ...\r\n\r\n[    0.000000] Linux version 6.1.0 (x@y)\r\n${PROMPT}`;
const typed = (line: string, say = '=> '): Turn => ({ expect: `${line}\n`, say });

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lava-uboot-'));
  mkdirSync(join(directory, 'tftp'));
  writeFileSync(join(directory, 'Image'), 'a kernel');
  const file = { path: 'init', mode: 0o100755, uid: 0, gid: 0, data: '' };
  const cpio = Buffer.concat([cpioHead(file, 1, 0), cpioEnd()]);
  writeFileSync(join(directory, 'ramdisk.cpio.gz'), gzipSync(cpio));
  process.env.LAVA_WORKER_FILE_DIRS = directory;
  process.env.LAVA_WORKER_TFTP_DIR = join(directory, 'tftp');
});
afterEach(() => {
  delete process.env.LAVA_WORKER_FILE_DIRS;
  delete process.env.LAVA_WORKER_TFTP_DIR;
  rmSync(directory, { recursive: true, force: true });
});

function job({
  deploy = {},
  boot = {},
  device = {},
}: {
  deploy?: object;
  boot?: object;
  device?: Record<string, unknown>;
} = {}): BoardJob {
  const url = (name: string) => `file://${directory}/${name}`;
  return {
    actions: [
      {
        deploy: {
          ...{ to: 'tftp', os: 'oe', kernel: { url: url('Image'), type: 'image' } },
          ramdisk: { url: url('ramdisk.cpio.gz'), compression: 'gz' },
          ...deploy,
        },
      },
      { boot: { method: 'u-boot', commands: 'ramdisk', prompts: ['root@box:~# '], ...boot } },
    ],
    dispatcher: { dispatcher_ip: '10.0.2.2' },
    device: {
      commands: { hard_reset: 'true' },
      constants: {
        posix: { lava_test_sh_cmd: '/bin/sh', lava_test_results_dir: '/lava-%s' },
        'u-boot': {
          'interrupt-prompt': 'Hit any key to stop autoboot',
          'interrupt-character': ' ',
          'final-message': 'Starting kernel',
          'error-messages': ['TFTP error', 'Bad Linux ARM64 Image magic!'],
        },
      },
      parameters: { booti: { kernel: '0x40400000', ramdisk: '0x44000000', dtb: '0x43000000' } },
      deploy: { tftp: null },
      boot: {
        'u-boot': {
          parameters: { bootloader_prompt: '=> ' },
          ramdisk: {
            commands: [
              'setenv serverip {SERVER_IP}',
              'tftp {KERNEL_ADDR} {KERNEL}',
              'tftp {RAMDISK_ADDR} {RAMDISK}',
              'tftp {DTB_ADDR} {DTB}',
              '{BOOTX}',
            ],
          },
        },
      },
      ...device,
    },
  };
}

const TYPED: Turn[] = [
  AUTOBOOT,
  typed(' '),
  typed('setenv serverip 10.0.2.2'),
  typed(`tftp 0x40400000 ${PLACE}/kernel/Image`),
  typed(`tftp 0x44000000 ${PLACE}/ramdisk/ramdisk.cpio.gz`),
];

describe('U-Boot', () => {
  it('is stopped, and boots what TFTP serves', async () => {
    using board = scriptedBoard([...TYPED, typed('booti 0x40400000 - 0x43000000', START)]);
    const { status, results, text } = await jobOnBoard(board, job());
    expect(status, text()).toMatchObject({ health: 'complete' });
    const passed = results.filter(({ result }) => result === 'pass').map((each) => each.case);
    expect(passed).toEqual(expect.arrayContaining(['bootloader-commands', 'login-action', 'pdu-reboot']));
    expect(readdirSync(join(directory, 'tftp'))).toEqual([]);
    expect(text('debug')).toContain('left out, since {DTB} has no value: tftp {DTB_ADDR} {DTB}');
  });

  it('takes a ramdisk with its header, and a kernel as a legacy image where it has no address for its form', async () => {
    const bootm = { kernel: '0x80000', ramdisk: '0x44000000', dtb: '0x43000000' };
    using board = scriptedBoard([
      ...TYPED.slice(0, 3),
      typed(`tftp 0x80000 ${PLACE}/kernel/Image.uImage`),
      {
        ...typed(`tftp 0x44000000 ${PLACE}/ramdisk/ramdisk.cpio.gz.uboot`),
        run: `cp -a ${directory}/tftp ${directory}/seen`,
      },
      typed('bootm 0x80000 0x44000000 0x43000000', START),
    ]);
    const deployParameters = { add_header: 'u-boot', mkimage_arch: 'arm64' };
    const { status, text } = await jobOnBoard(
      board,
      job({ device: { parameters: { bootm }, deployParameters } }),
    );
    expect(status, text()).toMatchObject({ health: 'complete' });
    const kernel = readFileSync(join(directory, 'seen', PLACE, 'kernel/Image.uImage'));
    const modes = ['', 'kernel', 'kernel/Image.uImage', 'ramdisk/ramdisk.cpio.gz.uboot'].map(
      (path) => statSync(join(directory, 'seen', PLACE, path)).mode & 0o777,
    );
    // A TFTP server has an account of its own.
    expect(modes).toEqual([0o755, 0o755, 0o644, 0o644]);
    expect(kernel.readUInt32BE(0)).toBe(0x27051956);
    expect(kernel.readUInt32BE(16)).toBe(0x80000);
    expect(kernel.subarray(64).toString()).toBe('a kernel');
  });

  it('takes a kernel with its device tree behind it, which is as long as both', async () => {
    const place = 'lava-1-1.4';
    const kernel = Buffer.alloc(3 * 1024 * 1024 + 5, 'kernel');
    writeFileSync(join(directory, 'Image'), kernel);
    writeFileSync(join(directory, 'board.dtb'), 'a device tree');
    using board = scriptedBoard([
      ...TYPED.slice(0, 3),
      typed(`tftp 0x40400000 ${place}/kernel/Image-dtb`),
      {
        ...typed(`tftp 0x44000000 ${place}/ramdisk/ramdisk.cpio.gz`),
        run: `cp -a ${directory}/tftp ${directory}/seen`,
      },
      typed(`tftp 0x43000000 ${place}/dtb/board.dtb`),
      typed('booti 0x40400000 - 0x43000000', START),
    ]);
    const dtb = { url: `file://${directory}/board.dtb` };
    const deployParameters = { append_dtb: true };
    const { status, text } = await jobOnBoard(board, job({ deploy: { dtb }, device: { deployParameters } }));
    expect(status, text()).toMatchObject({ health: 'complete' });
    const served = readFileSync(join(directory, 'seen', place, 'kernel/Image-dtb'));
    expect(served.equals(Buffer.concat([kernel, Buffer.from('a device tree')]))).toBe(true);
  });

  it.skipIf(!canMount)(
    'that is served from a full disk ends the job as that, and nothing stays there',
    async () => {
      const disk = smallDisk(1_000) as SmallDisk;
      try {
        process.env.LAVA_WORKER_TFTP_DIR = disk.path;
        writeFileSync(join(directory, 'Image'), Buffer.alloc(3_000_000, 'kernel'));
        using board = scriptedBoard([AUTOBOOT]);
        const { status, text } = await jobOnBoard(board, job());
        expect(status, text()).toMatchObject({ health: 'incomplete', code: 'disk-full' });
        expect(status.message).toContain('kernel, for TFTP: no space is left');
        expect(readdirSync(disk.path)).toEqual([]);
      } finally {
        disk.remove();
      }
    },
  );

  it('that prints a prompt for the key and one for the newline is never typed at ahead', async () => {
    const slow = { expect: `tftp 0x40400000 ${PLACE}/kernel/Image\n`, wait: 500, say: 'Bytes: 8\r\n=> ' };
    using board = scriptedBoard([
      ...[AUTOBOOT, typed(' ', '=> \r\n=> '), ...TYPED.slice(2, 3), slow, ...TYPED.slice(4)],
      typed('booti 0x40400000 - 0x43000000', START),
    ]);
    const { status, records, text } = await jobOnBoard(board, job());
    expect(status, text()).toMatchObject({ health: 'complete' });
    const at = (wanted: string) => records.findIndex(({ msg }) => String(msg).includes(wanted));
    const answered = at('Bytes: 8');
    expect(answered).toBeGreaterThan(0);
    expect(
      records.findIndex(({ lvl, msg }) => lvl === 'input' && /^tftp 0x44/.test(String(msg))),
    ).toBeGreaterThan(answered);
  });

  it('is reached by a reboot of the system where the power cannot be cut', async () => {
    using board = scriptedBoard([
      { say: `${PROMPT}` },
      { expect: 'systemctl reboot\n', say: '\r\nThe system is going down for reboot NOW!\r\n' },
      ...[...TYPED, typed('booti 0x40400000 - 0x43000000', START)],
    ]);
    const given = job({ boot: { soft_reboot: 'systemctl reboot' }, device: { commands: {} } });
    const { status, text } = await jobOnBoard(board, given);
    expect(status, text()).toMatchObject({ health: 'complete' });
  });

  it('boots from its other bank, whose autoboot is stopped as well', async () => {
    const { device } = job() as { device: { boot: Record<string, object> } };
    const settings = device.boot['u-boot'] as { parameters: object };
    const parameters = { ...settings.parameters, uboot_altbank: true, uboot_altbank_cmd: 'bootfrom B' };
    using board = scriptedBoard([
      ...[AUTOBOOT, typed(' '), typed('bootfrom B', `resetting ...\r\n\r\n${String(AUTOBOOT.say)}`)],
      ...[...TYPED.slice(1), typed('booti 0x40400000 - 0x43000000', START)],
    ]);
    const given = job({ device: { boot: { 'u-boot': { ...settings, parameters } } } });
    const { status, text } = await jobOnBoard(board, given);
    expect(status, text()).toMatchObject({ health: 'complete' });
  });

  it('gets the modules behind its ramdisk, through the links that it has', async () => {
    const link = { path: 'lib', link: 'usr/lib' };
    const ramdisk = writeCpio([{ path: 'init', data: '' }, { path: 'usr/lib' }, link]);
    writeFileSync(join(directory, 'ramdisk.cpio.gz'), gzipSync(ramdisk));
    mkdirSync(join(directory, 'made/lib/modules/6.1'), { recursive: true });
    writeFileSync(join(directory, 'made/lib/modules/6.1/loop.ko'), 'a module');
    execFileSync('tar', ['-C', join(directory, 'made'), '-cJf', join(directory, 'modules.tar.xz'), './lib']);
    const place = 'lava-1-1.4';
    using board = scriptedBoard([
      ...TYPED.slice(0, 3),
      typed(`tftp 0x40400000 ${place}/kernel/Image`),
      {
        ...typed(`tftp 0x44000000 ${place}/ramdisk/ramdisk.cpio.gz`),
        run: `cp -a ${directory}/tftp ${directory}/seen`,
      },
      typed('booti 0x40400000 - 0x43000000', START),
    ]);
    const modules = { url: `file://${directory}/modules.tar.xz`, compression: 'xz' };
    const { status, text } = await jobOnBoard(board, job({ deploy: { modules } }));
    expect(status, text()).toMatchObject({ health: 'complete' });
    const served = readFileSync(join(directory, 'seen', place, 'ramdisk/ramdisk.cpio.gz')).toString('latin1');
    const paths = [...served.matchAll(/07070[12][0-9A-F]{104}([^\0]+)\0/g)].map(([, path]) => path);
    expect(paths).toContain('usr/lib/modules/6.1/loop.ko');
    expect(paths).not.toContain('lib');
    expect(served).toContain('a module');
  });

  it('that answers with an error ends the job: the lab is to blame', async () => {
    using board = scriptedBoard([
      ...TYPED.slice(0, 3),
      typed(`tftp 0x40400000 ${PLACE}/kernel/Image`, "TFTP error: 'File not found' (1)\r\n=> "),
    ]);
    const { status } = await jobOnBoard(board, job());
    expect(status).toMatchObject({
      health: 'incomplete',
      code: 'bootloader-failed',
      message: expect.stringContaining('TFTP error'),
    });
  });

  it('is poked when its prompt was overwritten', async () => {
    const lost: Turn[] = [AUTOBOOT, { expect: ' \n' }, typed('', '=> ')];
    using board = scriptedBoard([
      ...[...lost, ...TYPED.slice(2)],
      typed('booti 0x40400000 - 0x43000000', START),
    ]);
    const { status, text } = await jobOnBoard(board, job());
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(text('debug')).toContain('typing an empty line');
  });
});

executes('scripted', 'boot u-boot', 'deploy tftp');
