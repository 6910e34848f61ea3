// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from '../testing/board/bench.ts';
import { scriptedBoard } from '../testing/board/board.ts';
import { jobOnBoard } from '../testing/board/job-on-board.ts';
import type { Turn } from '../testing/board/transcript.ts';
import { executes } from '../testing/executed.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench[Symbol.dispose]());

const AUTOBOOT: Turn = { say: 'U-Boot 2023.01\r\nHit any key to stop autoboot:  2 ' };
const typed = (line: string, say = '=> '): Turn => ({ expect: `${line}\n`, say });
const U_BOOT = {
  constants: {
    posix: { lava_test_sh_cmd: '/bin/sh', lava_test_results_dir: '/lava-%s' },
    'u-boot': { 'interrupt-prompt': 'Hit any key to stop autoboot', 'interrupt-character': ' ' },
  },
};

describe('dfu-util', () => {
  const WORKED = 'printf "state(2) = dfuIDLE, status(0) = No error condition is present\\nDone!\\n"';
  const TAKEN = '## DOWNLOAD ... OK\r\nCtrl+C to exit ...\r\n';

  async function job(dfu: object, images: object, turns: Turn[]) {
    using board = scriptedBoard(turns);
    return await jobOnBoard(board, {
      actions: [{ deploy: { to: 'tmpfs', images } }, { boot: { method: 'dfu', timeout: { seconds: 20 } } }],
      device: {
        ...U_BOOT,
        ...{ board_id: 'LCES2-0xf7', usb_vendor_id: '045b', usb_product_id: '0239' },
        commands: { hard_reset: 'true', connect: board.connect },
        deploy: { image: null },
        boot: { dfu, 'u-boot': { parameters: { bootloader_prompt: '=> ' } } },
      },
    });
  }
  beforeEach(() => bench.plug('2-1', { serial: 'LCES2-0xf7', idVendor: '045b', idProduct: '0239' }));
  const image = (name: string, image_arg = `--alt ${name} --download {${name}}`) => ({
    [name]: { url: bench.file(`${name}.img`, name), image_arg },
  });

  it('writes one file after the other while U-Boot says that it has each', async () => {
    bench.tool('dfu-util', `${WORKED}; cp "$8" '${bench.directory}'/$6`);
    const { status, text } = await job(
      {
        implementation: 'u-boot',
        reset_works: false,
        parameters: { 'enter-commands': ['nand erase.part fs1', 'dfu'] },
      },
      { ...image('fsbl'), ...image('uboot0') },
      [
        AUTOBOOT,
        typed(' '),
        typed('nand erase.part fs1'),
        { expect: 'dfu\n', say: TAKEN },
        { wait: 300, say: TAKEN },
      ],
    );
    expect(status, text()).toMatchObject({ health: 'complete' });
    const common = ['--serial', 'LCES2-0xf7', '--device', '045b:0239', '--alt'];
    expect(bench.calls('dfu-util')).toEqual([
      [...common, 'fsbl', '--download', '~/0-fsbl.img'],
      [...common, 'uboot0', '--download', '~/1-uboot0.img'],
    ]);
    expect(readFileSync(bench.at('uboot0'), 'utf8')).toBe('uboot0');
  });

  it('restarts a board that enters DFU by itself with the last file', async () => {
    bench.tool('dfu-util', WORKED);
    const images = image('app', '--alt=0 --dfuse-address 0x08000000:leave');
    const { status, text } = await job({ implementation: 'hardware' }, images, []);
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(bench.calls('dfu-util')[0]?.slice(4)).toEqual([
      '--alt',
      '0',
      '--dfuse-address',
      '0x08000000:leave',
      '--download',
      '~/0-app.img',
      '--reset',
    ]);
  });

  it('must say that it has worked', async () => {
    bench.tool('dfu-util', 'echo "dfu-util: Cannot open DFU device"');
    expect((await job({}, image('app'), [])).status).toMatchObject({ code: 'host-tool-failed' });
  });

  it.each([
    '--upload /etc/cron.d/x',
    '--alt 0 -D /etc/shadow',
    '--alt 0 -U{app}',
    '--alt 0 --download {other}',
    '--device 1:2 --download {app}',
  ])('gets no option by which it would read or write other files, or another board: %s', async (argument) => {
    bench.tool('dfu-util', WORKED);
    expect((await job({}, image('app', argument), [])).status).toMatchObject({ code: 'job-invalid' });
    expect(bench.calls('dfu-util')).toEqual([]);
  });
});

describe('qdl', () => {
  const table = (name: string) =>
    `<?xml version="1.0"?><data><program filename="${name}" label="boot"/></data>`;

  function archive(files: Record<string, string>): string {
    const root = bench.at('archive');
    mkdirSync(`${root}/images`, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(`${root}/images/${name}`, text);
    execFileSync('tar', ['-czf', bench.at('flash.tar.gz'), '-C', root, '.']);
    return `file://${bench.at('flash.tar.gz')}`;
  }

  async function job(url: string, boot: object = {}) {
    using board = scriptedBoard([]);
    return await jobOnBoard(board, {
      actions: [
        { deploy: { to: 'qdl', qcomflash: { url } } },
        {
          boot: {
            ...{
              method: 'qdl',
              firehose_program: 'prog.elf',
              rawprogram: 'rawprogram*.xml',
              patch: 'patch*.xml',
            },
            ...{ path: 'images', storage: 'ufs', timeout: { seconds: 20 } },
            ...boot,
          },
        },
      ],
      device: {
        ...{ board_qdl_id: '0AA94EFD', board_id: 'QUSB_BULK_CID:0420_SN:0AA94EFD' },
        commands: { hard_reset: 'true', connect: board.connect },
        boot: { qdl: { parameters: { 'enter-commands': ['edl-switch on'] } } },
      },
    });
  }
  const FILES = {
    ...{
      'prog.elf': 'p',
      'boot.img': 'b',
      'rawprogram1.xml': table('boot.img'),
      'rawprogram0.xml': table(''),
    },
    'patch0.xml': '<patches/>',
  };
  const program = (version: string) =>
    bench.tool(
      'qdl',
      `[ "$1" = --version ] && echo "qdl version ${version}"; [ "$1" = --version ] || ls -1 >'${bench.at('seen')}'`,
    );
  beforeEach(() => {
    bench.tool('edl-switch', '');
    bench.plug('3-1', { idVendor: '05c6', idProduct: '9008', product: 'QUSB_BULK_CID:0420_SN:0AA94EFD' });
  });

  it.each([
    ['2.1', []],
    ['2.7-rc1', ['--skipblock=sha256']],
  ])('version %s gets the tables of the archive, in its directory', async (version, first) => {
    program(version);
    const { status, text } = await job(archive(FILES));
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(bench.calls('edl-switch')).toEqual([['on']]);
    expect(bench.calls('qdl').at(-1)).toEqual([
      ...first,
      ...[
        '--storage',
        'ufs',
        '--serial',
        '0AA94EFD',
        'prog.elf',
        'rawprogram0.xml',
        'rawprogram1.xml',
        'patch0.xml',
      ],
    ]);
    expect(readFileSync(bench.at('seen'), 'utf8')).toContain('boot.img');
  });

  it.each(['/etc/shadow', '../../x', '&#47;etc/shadow'])(
    'does not write what is not in the archive: %s',
    async (name) => {
      program('2.1');
      const { status } = await job(archive({ ...FILES, 'rawprogram1.xml': table(name) }));
      expect(status).toMatchObject({ code: 'artefact-invalid' });
    },
  );

  it('of an old version could write another board', async () => {
    program('1.0');
    expect((await job(archive(FILES))).status).toMatchObject({ code: 'host-tool-failed' });
  });

  it('finds no file outside of the archive', async () => {
    program('2.1');
    for (const rawprogram of ['.{.,x}/*', 'nothing*'])
      expect((await job(archive(FILES), { rawprogram })).status).toMatchObject({ code: 'artefact-invalid' });
  });
});

describe('the mass storage of U-Boot', () => {
  it('gets the image by bmaptool, and is left then', async () => {
    const node = bench.at('disk');
    writeFileSync(node, Buffer.alloc(1024 * 1024));
    const image = Buffer.concat([
      Buffer.alloc(8192, 'boot'),
      Buffer.alloc(512 * 1024),
      Buffer.alloc(8192, 'root'),
    ]);
    using board = scriptedBoard([
      ...[AUTOBOOT, typed(' '), { expect: 'ums 0 mmc 1\n', say: 'UMS: LUN 0, dev mmc 1\r\n=> ' }],
      { expect: '\x03', say: 'Linux version 6.1\r\nroot@box:~# ' },
    ]);
    const { status, text } = await jobOnBoard(board, {
      actions: [
        { deploy: { to: 'u-boot-ums', image: { url: bench.file('disk.wic', image) } } },
        { boot: { method: 'u-boot', commands: 'ums', prompts: ['root@box:~# '], timeout: { seconds: 30 } } },
      ],
      device: {
        ...U_BOOT,
        commands: { hard_reset: 'true', connect: board.connect },
        deploy: { 'u-boot-ums': null },
        boot: {
          'u-boot': {
            parameters: { bootloader_prompt: '=> ', uboot_ums_flash: true, uboot_mass_storage_device: node },
            ums: { commands: ['ums 0 mmc 1'] },
          },
        },
      },
    });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(readFileSync(node).subarray(0, image.length).equals(image)).toBe(true);
  });
});

executes('stand-in', 'boot dfu', 'boot qdl', 'deploy qdl', 'deploy u-boot-ums');
