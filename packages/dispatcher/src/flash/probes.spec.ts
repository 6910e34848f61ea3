// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findTool } from '../host/tool.ts';
import { Bench } from '../testing/board/bench.ts';
import { scriptedBoard } from '../testing/board/board.ts';
import { type Finished, jobOnBoard } from '../testing/board/job-on-board.ts';
import { executes } from '../testing/executed.ts';

const ID = '0240000047784e45';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench[Symbol.dispose]());

interface Flash {
  method: string;
  /** The device's entry of the method. */
  entry: object | null;
  images: Record<string, object>;
  boot?: object;
  device?: object;
  timeout?: number;
}

/** A job that flashes a board with a debug probe. */
async function flash({
  method,
  entry,
  images,
  boot = {},
  device = {},
  timeout = 30,
}: Flash): Promise<Finished> {
  using board = scriptedBoard([{ say: 'hello from the chip\r\n' }]);
  return await jobOnBoard(board, {
    actions: [
      { deploy: { to: 'tmpfs', images } },
      { boot: { method, timeout: { seconds: timeout }, ...boot } },
    ],
    device: {
      board_id: ID,
      ...device,
      deploy: { image: null },
      boot: { [method]: entry },
      commands: { hard_reset: 'true', ...(device as { commands?: object }).commands },
    },
  });
}

describe('OpenOCD', () => {
  const entry = {
    board_selection_cmd: 'adapter serial {BOARD_ID}',
    parameters: {
      command: 'openocd',
      options: {
        file: ['board/x.cfg'],
        search: ['/opt/x'],
        command: ['program {BINARY}', 'shutdown'],
        debug: 2,
      },
    },
  };

  it('gets the files of the device, the probe and the image, once the probe is there', async () => {
    bench.tool('openocd');
    bench.plug('1-1', { serial: ID, idVendor: '0d28', idProduct: '0204' });
    const images = { binary: { url: bench.file('a [exec rm].elf', 'elf') } };
    const { status, text } = await flash({
      method: 'openocd',
      entry,
      images,
      device: { usb_vendor_id: '0D28' },
    });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(bench.calls('openocd')).toEqual([
      [
        ...['-f', 'board/x.cfg', '-s', '/opt/x', '-d2', '-c', `adapter serial ${ID}`],
        ...['-c', 'program ~/0-binary.elf', '-c', 'shutdown'],
      ],
    ]);
  });

  it('of Debian runs with the commands of the device and the image of the job', async () => {
    expect(findTool('openocd')).toBeDefined();
    bench.plug('1-1', { serial: ID });
    const { options } = entry.parameters;
    const command = ['adapter driver dummy', 'echo "it has [file size {BINARY}] bytes"', 'shutdown'];
    const own = { parameters: { options: { ...options, file: [], search: [], command } } };
    const images = { binary: { url: bench.file('a.elf', 'x'.repeat(1234)) } };
    const { status, text } = await flash({ method: 'openocd', entry: own, images });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(text('debug')).toContain('it has 1234 bytes');
  });

  it('does not get a script of a job, unless the device takes them', async () => {
    bench.tool('openocd');
    bench.plug('1-1', { serial: ID });
    const images = {
      binary: { url: bench.file('a.elf', '') },
      openocd_script: { url: bench.file('a.cfg', '') },
    };
    const { status } = await flash({ method: 'openocd', entry, images });
    expect(status).toMatchObject({ health: 'incomplete', code: 'job-invalid' });
    expect(bench.calls('openocd')).toEqual([]);
    const open = { ...entry, parameters: { ...entry.parameters, allow_job_scripts: true } };
    expect((await flash({ method: 'openocd', entry: open, images })).status).toMatchObject({
      health: 'complete',
    });
    expect(bench.calls('openocd')[0]?.slice(0, 2)).toEqual(['-f', '~/1-openocd_script.cfg']);
  });

  it.each([
    ['fails', 'echo "no device found" >&2; exit 1', 'host-tool-failed'],
    ['hangs and ignores SIGTERM', 'trap "" TERM; sleep 60 & wait; sleep 60', 'job-timeout'],
  ])('ends the job in time when it %s', async (_, script, code) => {
    bench.tool('openocd', script);
    bench.plug('1-1', { serial: ID });
    const images = { binary: { url: bench.file('a.elf', '') } };
    const started = performance.now();
    const { status } = await flash({ method: 'openocd', entry, images, timeout: 2 });
    expect(status).toMatchObject({ health: 'incomplete', code });
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  it('is not run when the probe never appears, and the lab is blamed', async () => {
    bench.tool('openocd');
    bench.plug('1-1', { serial: 'another' });
    const images = { binary: { url: bench.file('a.elf', '') } };
    const boot = { timeouts: { 'wait-device-boardid': { seconds: 1 } } };
    const { status } = await flash({ method: 'openocd', entry, images, boot });
    expect(status).toMatchObject({ code: 'step-timeout', kind: 'infrastructure' });
    expect(bench.calls('openocd')).toEqual([]);
  });

  it('says which image is missing', async () => {
    bench.tool('openocd');
    bench.plug('1-1', { serial: ID });
    const { status } = await flash({
      method: 'openocd',
      entry,
      images: { other: { url: bench.file('a.elf', '') } },
    });
    expect(status).toMatchObject({
      code: 'job-invalid',
      message: "the device's commands need a file binary",
    });
  });
});

describe('pyOCD', () => {
  it.each([
    ['pyocd', ['-t k64f'], ['flash', '-t', 'k64f', '--uid', ID, '~/0-zephyr.bin']],
    ['pyocd', ['load', '-a 0x0'], ['load', '-a', '0x0', '--uid', ID, '~/0-zephyr.bin']],
    [null, ['-t k64f'], ['-t', 'k64f', '--board', ID, '~/0-zephyr.bin']],
  ])('as %s with %s', async (command, options, call) => {
    bench.tool(command ?? 'pyocd-flashtool');
    bench.tool('before-os');
    bench.plug('1-1', { serial: ID });
    const { status, text } = await flash({
      method: 'pyocd',
      entry: { parameters: { command, options } },
      images: { zephyr: { url: bench.file('zephyr.bin', 'zephyr') } },
      device: { commands: { pre_os_command: 'before-os' } },
    });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(bench.calls(command ?? 'pyocd-flashtool')).toEqual([call]);
    expect(bench.calls('before-os')).toHaveLength(1);
  });
});

describe('J-Link', () => {
  const parameters = {
    ...{ command: 'JLinkExe', address: 0x1000, processor: 'CHIP', supported_core_types: ['M4', 'M7'] },
    ...{ erase_command: ['erase'], reset_command: ['r'], options: ['-if SWD', '-speed 4000'] },
  };
  const script = () => readFileSync(bench.at('script'), 'utf8').replace(/\S*\/flash-\w{6}/g, '~');
  beforeEach(() => {
    bench.tool('JLinkExe', `for last; do :; done; cat "$last" >'${bench.at('script')}'`);
    bench.plug('1-1', { serial: ID });
  });

  it('gets a script that erases, writes and compares', async () => {
    const images = { boot: { url: bench.file('boot.bin', 'b') }, app: { url: bench.file('app.hex', 'a') } };
    const { status, text } = await flash({
      method: 'jlink',
      entry: { parameters },
      images,
      boot: { coretype: 'M7' },
    });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(bench.calls('JLinkExe')).toEqual([
      [
        ...['-if', 'SWD', '-speed', '4000', '-device', 'CHIP_M7', '-autoconnect', '1', '-NoGui', '1'],
        ...['-ExitOnError', '1', '-SelectEmuBySN', ID, '-CommanderScript', '~/commands.jlink'],
      ],
    ]);
    expect(script()).toBe(
      'r\nh\nsleep 500\nerase\nloadfile ~/0-boot.bin 0x1000\nverifybin ~/0-boot.bin 0x1000\nloadfile ~/1-app.hex\nr\nqc\n',
    );
  });

  it('gets the commands of the job with its files, and no other core or file', async () => {
    const images = { boot: { url: bench.file('boot.bin', 'b') } };
    const given = (boot: object) => flash({ method: 'jlink', entry: { parameters }, images, boot });
    expect((await given({ commands: ['loadbin {boot},0x8000'] })).status).toMatchObject({
      health: 'complete',
    });
    expect(script()).toContain('erase\nloadbin ~/0-boot.bin,0x8000\nr\n');
    expect((await given({ commands: ['loadbin {kernel},0'] })).status).toMatchObject({ code: 'job-invalid' });
    expect((await given({ commands: ['loadbin /etc/shadow,0'] })).status).toMatchObject({
      code: 'job-invalid',
    });
    expect((await given({ coretype: 'M0' })).status).toMatchObject({ code: 'job-invalid' });
    expect(bench.calls('JLinkExe')).toHaveLength(1);
  });
});

executes('real', 'boot openocd');
executes('stand-in', 'boot pyocd', 'boot jlink');
