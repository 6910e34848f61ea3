// SPDX-License-Identifier: Apache-2.0
import { readFileSync, writeFileSync } from 'node:fs';
import { canMount } from '@lava/kit/testing/small-disk.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from '../testing/board/bench.ts';
import { scriptedBoard } from '../testing/board/board.ts';
import { jobOnBoard } from '../testing/board/job-on-board.ts';
import { executes } from '../testing/executed.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench[Symbol.dispose]());

describe.skipIf(!canMount)('removable media', () => {
  const PROMPT = 'root@box:~# ';
  const IMAGE = Buffer.concat([
    Buffer.alloc(65536, 'boot'),
    Buffer.alloc(1 << 20),
    Buffer.alloc(65536, 'root'),
  ]);
  const WGET = { tool: '/usr/bin/wget', options: '-O - {DOWNLOAD_URL}', prompt: 'HTTP request sent' };

  /** The device is a shell that sees a stick where udev puts it. */
  async function job(block: object, images: object = { image: { url: bench.file('disk.img', IMAGE) } }) {
    writeFileSync(bench.at('stick'), Buffer.alloc(2 << 20));
    const nodes = `mount -t tmpfs lava-test /dev && mknod -m 666 /dev/null c 1 3 && mkdir -p /dev/disk/by-id && ln -s ${bench.at('stick')} /dev/disk/by-id/usb-stick`;
    const shell = `unshare -m sh -c '${nodes} && cd / && PS1="${PROMPT}" exec sh -i'`;
    using board = scriptedBoard([{ say: 'Linux version 6.1\r\n', run: shell }]);
    return await jobOnBoard(board, {
      actions: [
        { boot: { method: 'minimal', reset: false, prompts: [PROMPT] } },
        { deploy: { to: 'usb', device: 'stick', timeout: { seconds: 40 }, ...images, ...block } },
      ],
      device: {
        commands: { connect: board.connect },
        parameters: { media: { usb: { stick: { uuid: 'usb-stick', device_id: 0 } } } },
      },
      dispatcher: { dispatcher_ip: '127.0.0.1' },
    });
  }
  const written = () => readFileSync(bench.at('stick')).subarray(0, IMAGE.length).equals(IMAGE);

  it('get an image that the device fetches, by dd', async () => {
    const { status, text } = await job({ download: WGET });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(written()).toBe(true);
  });

  it('get an image by a program that fetches and writes by itself', async () => {
    const writer = {
      tool: '/usr/bin/bmaptool',
      options: 'copy --nobmap {DOWNLOAD_URL} {DEVICE}',
      prompt: 'bmaptool: info',
    };
    const tool = { prompts: ['copying time: .*'] };
    const { status, text } = await job({ writer, tool });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(written()).toBe(true);
  });

  it('are not said to be written when the download fails', async () => {
    const download = { ...WGET, options: '-O - {DOWNLOAD_URL}.no', prompt: '404' };
    const { status } = await job({ download });
    expect(status).toMatchObject({ code: 'artefact-invalid', message: expect.stringContaining('status 1') });
  });

  it('need a program that writes, before anything is touched', async () => {
    expect((await job({})).status).toMatchObject({ code: 'job-invalid' });
  });
});

describe('flasher', () => {
  async function job(commands: string[], images: object) {
    using board = scriptedBoard([]);
    return await jobOnBoard(board, {
      actions: [{ deploy: { to: 'flasher', images, timeout: { seconds: 20 } } }],
      device: {
        commands: { hard_reset: ['pdu off 3', 'pdu on 3'] },
        static_info: [{ probe_ip: '10.0.0.1' }],
        deploy: { flasher: { commands } },
      },
    });
  }
  beforeEach(() =>
    bench.tool('flash', `for each; do [ -f "$each" ] && cat "$each" >>'${bench.at('seen')}'; done; true`),
  );

  it('runs the commands of the lab with the files, addresses and commands of the device', async () => {
    const commands = ['flash --image {IMAGE} {EXTRA} {HARD_RESET_COMMAND} {OTHER}', 'flash {STATIC_INFO}'];
    const images = {
      image: { url: bench.file('a b$(reboot).img', 'content') },
      extra: { url: 'http://h/x?a=1&b=$(reboot)', download: false },
    };
    const { status, text } = await job(commands, images);
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(bench.calls('flash')).toEqual([
      ['--image', '~/0-image.img', 'http://h/x?a=1&b=$(reboot)', 'pdu off 3 && pdu on 3', '{OTHER}'],
      ['- probe_ip: 10.0.0.1\n'],
    ]);
    expect(readFileSync(bench.at('seen'), 'utf8')).toBe('content');
  });

  it('puts nothing of a job into a line for a shell but what every shell takes for text', async () => {
    const images = { url: { url: 'http://h/x&reboot', download: false } };
    const { status } = await job(['sh -c "flash {URL}"'], images);
    expect(status).toMatchObject({ code: 'job-invalid' });
    expect(bench.calls('flash')).toEqual([]);
  });

  it('fails with the command that fails', async () => {
    const images = { image: { url: bench.file('a', '') } };
    expect((await job(['false {IMAGE}'], images)).status).toMatchObject({ code: 'host-tool-failed' });
  });
});

describe('a USB stick by a gadget of the lab', () => {
  it('is plugged in with the image, and unplugged when the job ends', async () => {
    bench.tool('gadget', `[ "$1" != on ] || cp "$2" '${bench.at('seen')}'`);
    using board = scriptedBoard([]);
    const { status, text } = await jobOnBoard(board, {
      actions: [{ deploy: { to: 'usbg-ms', image: { url: bench.file('stick.img', 'stick') } } }],
      device: { deploy: { 'usbg-ms': { enable: 'gadget on {IMAGE}', disable: ['gadget off'] } } },
    });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(bench.calls('gadget')).toEqual([['off'], ['on', '~/0-image.img'], ['off']]);
    expect(readFileSync(bench.at('seen'), 'utf8')).toBe('stick');
  });
});

describe('recovery mode', () => {
  it('is entered and left between power off and power on', async () => {
    bench.tool('relay');
    using board = scriptedBoard([]);
    const { status, text } = await jobOnBoard(board, {
      actions: ['recovery', 'exit'].map((commands) => ({ boot: { method: 'recovery', commands } })),
      device: {
        commands: { power_off: 'relay power off', power_on: 'relay power on' },
        deploy: {
          recovery: {
            commands: { recovery_mode: ['relay 1 off', 'relay 2 off'], recovery_exit: 'relay 1 on' },
          },
        },
      },
    });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(
      bench
        .calls('relay')
        .map((words) => words.join(' '))
        .slice(0, 7),
    ).toEqual([...['power off', '1 off', '2 off', 'power on', 'power off', '1 on', 'power on']]);
  });

  it('is refused for a device that has none, before its power is cut', async () => {
    bench.tool('relay');
    using board = scriptedBoard([]);
    const { status } = await jobOnBoard(board, {
      actions: [{ boot: { method: 'recovery', commands: 'exit' } }],
      device: { commands: { power_off: 'relay power off' } },
    });
    expect(status).toMatchObject({ code: 'device-invalid' });
    expect(bench.calls('relay').filter(([first]) => first !== 'power')).toEqual([]);
  });
});

executes('stand-in', 'deploy flasher', 'deploy usbg-ms', 'boot recovery');
describe.skipIf(!canMount)('jobs on them', () => executes('real', 'deploy removable: usb'));
