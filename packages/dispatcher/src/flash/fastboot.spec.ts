// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { scriptedBoard } from '../testing/board/board.ts';
import { jobOnBoard } from '../testing/board/job-on-board.ts';
import { servedFiles } from '../testing/board/served-job.ts';
import { fastbootDevice } from '../testing/fastboot-device.ts';
import { commandWords } from './fastboot.ts';

const PROMPT = 'root@box:~# ';

/** An image that fastboot takes: a header with the size of the kernel and of a page, a page, and a kernel of one byte. */
const ANDROID = `ANDROID!\x01${'\0'.repeat(28)}\x08`.padEnd(4096, '\0');

interface Given {
  serial: string;
  images?: Record<string, object>;
  boot?: object;
  sequence?: string[];
  device?: object;
  connect?: string;
  seconds?: number;
  tests?: object[];
}

function run({ serial, images, boot, sequence = [], device = {}, connect, seconds = 30, tests }: Given) {
  const { deploy, ...more } = device as { deploy?: object };
  return jobOnBoard(
    { connect: connect ?? '' },
    {
      job: { timeouts: { job: { minutes: 2 }, action: { seconds }, connection: { seconds } } },
      device: {
        ...(connect === undefined
          ? { commands: { connect: undefined } }
          : { commands: { hard_reset: 'true' } }),
        deploy: { fastboot: null, ...deploy },
        boot: {
          fastboot: sequence,
          'u-boot': {
            parameters: { bootloader_prompt: '=> ', interrupt_prompt: 'Hit any key', interrupt_char: ' ' },
          },
        },
        // Without one, adb is not asked: its server would outlive the test.
        adb_serial_number: '',
        fastboot_serial_number: serial,
        fastboot_options: [],
        flash_cmds_order: ['ptable', 'boot'],
        ...more,
      },
      actions: [
        ...(images ? [{ deploy: { to: 'fastboot', images } }] : []),
        ...(boot ? [{ boot: { method: 'fastboot', ...boot } }] : []),
        ...(tests ? [{ test: { definitions: tests } }] : []),
      ],
    },
  );
}

/** Without what fastboot asks by itself. */
const commands = (heard: readonly string[]) => heard.filter((each) => !each.startsWith('getvar:'));

describe('fastboot, of Debian, with a device over UDP', () => {
  it('flashes in the order of the device, and restarts it between', async () => {
    using served = servedFiles({ 'a.img': 'system', 'b.img': 'table' });
    using device = await fastbootDevice();
    const images = {
      system: { url: served.url('a.img') },
      ptable: { url: served.url('b.img'), reboot: 'fastboot-reboot-bootloader' },
    };
    const { status, results, text } = await run({ serial: device.serial, images });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(commands(device.heard)).toEqual([
      'reboot-bootloader',
      ...['download:00000005', 'table', 'flash:ptable', 'reboot-bootloader'],
      ...['download:00000006', 'system', 'flash:system'],
    ]);
    expect(results.filter((each) => each.case === 'fastboot-flash-action').map(({ extra }) => extra)).toEqual(
      [{ label: 'ptable' }, { label: 'system' }],
    );
  });

  it('goes through U-Boot, boots without flashing, and logs in', async () => {
    using served = servedFiles({ 'boot.img': ANDROID });
    using device = await fastbootDevice();
    using board = scriptedBoard([
      { say: 'U-Boot\r\nHit any key to stop autoboot' },
      { expect: { pattern: ' ' }, say: '\r\n=> ' },
      { expect: { pattern: 'fastboot udp\\n' }, say: 'Listening for fastboot\r\n' },
      { wait: 3 },
      { say: 'U-Boot\r\nHit any key to stop autoboot' },
      { expect: { pattern: ' ' }, say: '\r\n=> ' },
      { expect: { pattern: 'fastboot udp\\n' }, say: 'Listening for fastboot\r\nLinux version 6\r\n' },
      { say: PROMPT },
    ]);
    const { status, text } = await run({
      serial: device.serial,
      images: { boot: { url: served.url('boot.img') } },
      sequence: ['no-flash-boot'],
      boot: { prompts: [PROMPT] },
      connect: board.connect,
      device: {
        fastboot_via_uboot: true,
        commands: { hard_reset: 'true', pre_os_command: 'true' },
        deploy: {
          'u-boot': { parameters: { bootloader_prompt: '=> ', fastboot: { commands: ['fastboot udp'] } } },
        },
      },
    });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(commands(device.heard)).toEqual(['download:00001000', ANDROID, 'boot']);
  });

  it('gets the test overlay in the image', async () => {
    using served = servedFiles({});
    execFileSync('mke2fs', ['-q', '-t', 'ext4', served.path('root.img'), '4M']);
    using device = await fastbootDevice();
    const images = { root: { url: served.url('root.img'), 'apply-overlay': true, sparse: false } };
    const metadata = { format: 'Lava-Test Test Definition 1.0', name: 'a', description: 'a' };
    const repository = { metadata, run: { steps: ['true'] } };
    const { results } = await run({
      serial: device.serial,
      images,
      tests: [{ from: 'inline', name: 'a', path: 'a.yaml', repository }],
    });
    expect(results.find((each) => each.case === 'apply-overlay-image')).toMatchObject({ result: 'pass' });
    expect(commands(device.heard)[2]).toContain('lava-test-runner');
  });

  it('that refuses a partition ends the job with its reason', async () => {
    using served = servedFiles({ 'a.img': 'system' });
    using device = await fastbootDevice({ refuses: { 'flash:system': 'partition is locked' } });
    const { status } = await run({ serial: device.serial, images: { system: { url: served.url('a.img') } } });
    expect(status).toMatchObject({
      code: 'host-tool-failed',
      message: expect.stringContaining('partition is locked'),
    });
  });

  it('that vanishes ends the job in time', async () => {
    using served = servedFiles({ 'a.img': 'system' });
    using device = await fastbootDevice({ deaf: 'flash:system' });
    const { status } = await run({
      serial: device.serial,
      images: { system: { url: served.url('a.img') } },
      seconds: 4,
    });
    expect(status).toMatchObject({ health: 'incomplete', kind: 'infrastructure' });
  });
});

describe('fastboot', () => {
  it.each([['-l'], ['udp:a b'], ['']])(
    'with the serial number %s is refused before anything is touched',
    async (serial) => {
      const { status } = await run({ serial, images: {}, boot: {}, sequence: ['reboot'] });
      expect(status).toMatchObject({ code: 'device-invalid' });
    },
  );

  it.each(['flash boot /etc/shadow', 'boot /etc/shadow', 'update x.zip', '--slot all', 'oem -x', ''])(
    'takes no such command of a job: %s',
    (line) => {
      expect(() => commandWords(line)).toThrow(expect.objectContaining({ code: 'job-invalid' }));
    },
  );

  it('takes others', () => {
    expect(commandWords("oem 'device info'")).toEqual(['oem', 'device info']);
  });
});
