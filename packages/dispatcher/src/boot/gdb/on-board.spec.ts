// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findTool } from '../../host/tool.ts';
import { Bench } from '../../testing/board/bench.ts';
import { scriptedBoard } from '../../testing/board/board.ts';
import { jobOnBoard } from '../../testing/board/job-on-board.ts';
import { executes } from '../../testing/executed.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench[Symbol.dispose]());

interface Debug {
  set: object;
  images?: object;
  parameters?: object;
  say?: string;
  seconds?: number;
}

async function debug({ set, images, parameters = {}, say = 'hello\r\n', seconds = 40 }: Debug) {
  using board = scriptedBoard([{ wait: 1500, say }]);
  return await jobOnBoard(board, {
    actions: [
      { deploy: { to: 'tmpfs', images: images ?? { zephyr: { url: bench.file('zephyr.elf', 'elf') } } } },
      { boot: { method: 'gdb', commands: 'openocd', timeout: { seconds } } },
    ],
    device: {
      board_id: '01234567',
      commands: { connect: board.connect },
      deploy: { image: null },
      boot: { gdb: { parameters: { command: 'gdb', ...parameters }, openocd: set } },
    },
  });
}

describe('gdb', () => {
  beforeEach(() => bench.plug('1-1', { serial: '01234567' }, 'cdc_acm'));

  it('of Debian connects to a target, loads it by the commands of the device and lets it run', async () => {
    expect([findTool('gdb'), findTool('gdbserver')]).not.toContain(undefined);
    const commands = ['target remote | gdbserver - /bin/echo from the target', 'info line', 'print 6*7'];
    const { status, text } = await debug({ set: { arguments: ['{ZEPHYR}'], commands } });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(text('target')).toMatch(/\$1 = 42/);
    expect(text('input')).toContain('continue');
  });

  it('gets the files of the job where the device names them, and no user file', async () => {
    bench.tool('gdb', 'while printf "(gdb) "; do read -r line || exit; echo "$line" >>"$0.lines"; done');
    const { status, text } = await debug({
      set: { arguments: ['{ZEPHYR}', '--batch'], commands: ['load', 'monitor reset {BOARD_ID}'] },
      parameters: { wait_before_continue: 0.1 },
    });
    expect(status, text()).toMatchObject({ health: 'complete' });
    const own = ['-nx', '-quiet', '-iex', 'set confirm off', '-iex', 'set pagination off'];
    expect(bench.calls('gdb')).toEqual([[...own, '~/0-zephyr.elf', '--batch']]);
    expect(text('input')).toMatch(/load[\s\S]*monitor reset [\s\S]*continue/);
  });

  it('gets no script of a job that the device does not take, and no file that is missing', async () => {
    bench.tool('gdb');
    const images = {
      zephyr: { url: bench.file('a.elf', '') },
      openocd_script: { url: bench.file('a.cfg', '') },
    };
    const set = { commands: ['target remote | openocd -f {OPENOCD_SCRIPT}'] };
    expect((await debug({ set, images })).status).toMatchObject({ code: 'job-invalid' });
    expect((await debug({ set: { commands: ['load {BINARY}'] } })).status).toMatchObject({
      code: 'job-invalid',
    });
    expect((await debug({ set: { commands: 5 } })).status).toMatchObject({ code: 'device-invalid' });
    expect(bench.calls('gdb')).toEqual([]);
  });

  it('that says nothing or ends by itself ends the job in time', async () => {
    bench.tool('gdb', 'sleep 100');
    expect((await debug({ set: { commands: ['load'] }, seconds: 3 })).status).toMatchObject({
      code: 'job-timeout',
    });
    bench.tool('gdb', 'exit 1');
    expect((await debug({ set: { commands: ['load'] } })).status).toMatchObject({
      code: 'connection-closed',
    });
  });
});

executes('real', 'boot gdb');
