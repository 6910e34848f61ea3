// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaceFile } from '@lava/kit/fs/replace-file.ts';
import { machineSeconds } from '@lava/kit/machine-clock.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { FAILURE_HOLD_FILE, WISH_FILE, type WishFile } from '@lava/protocol/wire/hold-wish.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { scriptedBoard } from '../testing/board/board.ts';
import { type BoardJob, jobOnBoard } from '../testing/board/job-on-board.ts';

const BANNER = [{ say: 'U-Boot 2026.10\r\n=> ' }];

let jobDir: string;
beforeEach(() => {
  jobDir = mkdtempSync(join(tmpdir(), 'lava-hold-'));
});
afterEach(() => rmSync(jobDir, { recursive: true, force: true }));

/** A device whose power can be switched: each switch is a line of a file. */
function switchable(): NonNullable<BoardJob['device']> {
  const note = (word: string) => `sh -c 'echo ${word} >> ${join(jobDir, 'power')}'`;
  return { commands: { power_on: note('on'), power_off: note('off'), hard_reset: note('reset') } };
}

const powered = () => readFileSync(join(jobDir, 'power'), 'utf8').trim().split('\n');

function wish(wanted: Partial<WishFile>): void {
  const all: WishFile = { number: 1, until: machineSeconds() + 60, ...wanted };
  replaceFile(join(jobDir, WISH_FILE), JSON.stringify(all), { mode: 0o600, durable: false });
}

it('powers the board, shows what its console says, and powers it off at the end', async () => {
  using board = scriptedBoard(BANNER);
  const { status, text } = await jobOnBoard(board, {
    actions: [{ hold: {} }],
    device: switchable(),
    jobDir,
    saw: (line) => {
      if (line.includes('U-Boot 2026')) wish({ until: machineSeconds() });
    },
  });
  expect(status).toMatchObject({ health: 'complete' });
  expect(text('target')).toContain('U-Boot 2026.10');
  expect(text('info')).toContain('The hold ends: its time is over');
  expect(powered()).toEqual(['on', 'off']);
});

it('ends when nobody types', async () => {
  using board = scriptedBoard(BANNER);
  const { text } = await jobOnBoard(board, {
    actions: [{ hold: { idle: { seconds: 1 } } }],
  });
  expect(text('info')).toContain('The hold ends: nobody has typed for 00:00:01');
});

it('does what is wished while it lasts: power, another end, the end', async () => {
  using board = scriptedBoard(BANNER);
  wish({ until: machineSeconds() + 600 });
  const job = jobOnBoard(board, {
    actions: [{ hold: { for: '1s' } }],
    device: switchable(),
    jobDir,
    saw: (line) => {
      if (line.includes('The board is held')) wish({ number: 2, power: { number: 1, to: 'off' } });
      if (line.includes('Power off')) wish({ number: 3, power: { number: 2, to: 'reset' } });
      if (line.includes('Power reset'))
        wish({ number: 4, power: { number: 2, to: 'reset' }, end: 'ann ended it' });
    },
  });
  const { status, text } = await job;
  expect(status).toMatchObject({ health: 'complete' });
  expect(text('info')).toContain('The hold ends: ann ended it');
  expect(powered()).toEqual(['on', 'off', 'reset', 'off']);
});

it('is over immediately when it was ended before it began', async () => {
  using board = scriptedBoard(BANNER);
  wish({ end: 'bob ended it' });
  const { status, text } = await jobOnBoard(board, { actions: [{ hold: {} }], jobDir });
  expect(status).toMatchObject({ health: 'complete' });
  expect(text('info')).toContain('The hold ends: bob ended it');
});

/** Fails by what its board says: a busy machine may take longer than a short timeout to open its console. */
const FAILS = {
  boot: {
    method: 'minimal',
    reset: false,
    prompts: ['never#'],
    failure_message: 'panic',
    timeout: { seconds: 10 },
  },
};

it('holds the board of a job that fails, where the job says so; the verdict stays', async () => {
  using board = scriptedBoard([{ say: 'Linux version 6\r\npanic\r\n' }]);
  const { status, text } = await jobOnBoard(board, {
    job: { hold_on_failure: '1s' },
    actions: [FAILS],
    device: switchable(),
  });
  expect(status).toMatchObject({ health: 'incomplete', code: 'kernel-failure' });
  expect(text('info')).toContain('The hold ends: its time is over');
  expect(powered().at(-1)).toBe('off');
});

it('does not hold the board of a job that is complete, or is canceled', async () => {
  using board = scriptedBoard(BANNER);
  const job = { hold_on_failure: { minutes: 5 } };
  const whole = await jobOnBoard(board, { job, actions: [{ hold: { for: { seconds: 1 } } }] });
  expect(whole.text('info').match(/The board is held/g)).toHaveLength(1);
  const canceled = new AbortController();
  using other = scriptedBoard(BANNER);
  const { status, text } = await jobOnBoard(other, {
    job,
    actions: [{ hold: {} }],
    canceled: canceled.signal,
    saw: (line) => {
      if (line.includes('The board is held')) canceled.abort(new LavaError('canceled', 'enough'));
    },
  });
  expect(status).toMatchObject({ health: 'canceled' });
  expect(text('info').match(/The board is held/g)).toHaveLength(1);
});

function askHold(seconds: number): void {
  replaceFile(join(jobDir, FAILURE_HOLD_FILE), JSON.stringify({ number: 1, seconds }), {
    mode: 0o600,
    durable: false,
  });
}

it.each([
  ['holds the board when that was asked for while the job ran', undefined, 1, 1],
  ['holds it as long as was asked last, whatever the definition says', '1d', 1, 1],
  ['does not hold it when that was withdrawn', '1d', 0, 0],
])('%s', async (_, hold_on_failure, seconds, times) => {
  using board = scriptedBoard([{ say: 'Linux version 6\r\npanic\r\n' }]);
  askHold(seconds);
  const { status, text } = await jobOnBoard(board, { job: { hold_on_failure }, actions: [FAILS], jobDir });
  expect(status).toMatchObject({ health: 'incomplete', code: 'kernel-failure' });
  expect(text('info').match(/The board is held for 00:00:0/g) ?? []).toHaveLength(times);
});
