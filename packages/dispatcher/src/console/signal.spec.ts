// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { describe, expect, it } from 'vitest';
import { ConsoleText } from './console.ts';
import { ANY_SIGNAL, readSignal, type Signal } from './signal.ts';

const gone = new LavaError('connection-closed', 'gone');

/** Every signal of a console whose text comes in pieces of `size` characters. */
async function signalsOf(text: string, size = text.length): Promise<Signal[]> {
  using progress = Progress.root();
  const console = new ConsoleText(() => undefined);
  const found: Signal[] = [];
  const all = (async () => {
    for (;;) {
      const match = await console.expect(progress, [ANY_SIGNAL]);
      if (match) found.push(readSignal(match));
    }
  })();
  for (let at = 0; at < text.length; at += size) {
    console.feed(Buffer.from(text.slice(at, at + size)));
    // The wait for the next signal begins before more comes.
    await new Promise(setImmediate);
  }
  console.close(gone);
  await expect(all).rejects.toBe(gone);
  return found;
}

/** `NAME text`, or what is wrong with it. */
function shown({ name, text, damaged }: Signal): string {
  return damaged ? 'corrupted' : `${name} ${text}`;
}

const TESTCASE = 'TESTCASE TEST_CASE_ID=abcdef RESULT=pass';
const MESSAGES = [
  '[  238.027544] read descriptors\r\n',
  '[    5.299139][   T12] usb 1-1: new\r\n',
  '[    5.299139][    C0] usb 1-1: new\r\r\n',
  '<6>[  238.027544] one\r\n',
  '<14>[  238.027544] a > b -> c < d\r\n',
  '\r\n[  238.027544] read descriptors\r\n',
  '\r[    1.000001] x\r',
  '[  238.027544] one\r\n[  238.027545] two\r\n',
  '[12345.027544] <noise\r\n',
];

describe('a signal', () => {
  it.each([
    ['x <LAVA_SIGNAL_TESTSET STOP>', ['TESTSET STOP']],
    [
      '<LAVA_SIGNAL_STARTRUN 0_a 1_2>\r\n<LAVA_SIGNAL_ENDRUN 0_a 1_2>\r\n',
      ['STARTRUN 0_a 1_2', 'ENDRUN 0_a 1_2'],
    ],
    ['[    1.000001] <LAVA_SIGNAL_STARTTC x>\r\n', ['STARTTC x']],
    ['<LAVA_TEST_RUNNER EXIT>', ['TEST_RUNNER EXIT']],
    ['<LAVA_SIGNAL_TESTEVENT a [12] b [x>\r\n', ['TESTEVENT a [12] b [x']],
    ['<LAVA_SIGNAL_TESTEVENT a<b>\r\n', ['TESTEVENT a<b']],
    ['<LAVA_SIGNAL_PING>', ['PING ']],
    ["printf '<LAVA_%s>\\n' 'TEST_RUNNER MISSING'\r\n<LAVA_OTHER x>", []],
    ['<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=fo\r\n<LAVA_SIGNAL_TESTSET STOP>', ['corrupted', 'TESTSET STOP']],
    ['<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=foo RESU\r\nmore text\r\nLT=pass>', ['corrupted']],
    ['<LAVA_SIGNAL_TESTCASE A=c RESbcdVersion must be 0x0100\r\nULT=pass>', ['corrupted']],
    ['<LAVA_SIGNAL_TESTCASE A=c RES[    1.000001] one\r\ntwo\r\nULT=pass>', ['corrupted']],
    // Its own text, or the end of a message: nobody can know.
    ['<LAVA_SIGNAL_TESTEVENT saw [    5.299139] usb 1-1: new>\r\nmore >', ['corrupted']],
  ])('%j', async (text, signals) => {
    for (const size of [text.length, 1, 7]) expect((await signalsOf(text, size)).map(shown)).toEqual(signals);
  });

  it.each(MESSAGES)('is repaired wherever %j cuts in', async (message) => {
    const whole = `<LAVA_SIGNAL_${TESTCASE}>`;
    for (let at = 1; at < whole.length; at++) {
      const text = `$ ${whole.slice(0, at)}${message}${whole.slice(at)}\r\n<LAVA_SIGNAL_ENDTC x>`;
      for (const size of [text.length, 5])
        expect((await signalsOf(text, size)).map(shown)).toEqual([TESTCASE, 'ENDTC x']);
    }
  });

  it('never begins where only an angle bracket is, however many messages follow', async () => {
    const lines = Array.from({ length: 2000 }, (_, i) => `[ ${String(100 + i)}.123456] line\r\n`).join('');
    expect((await signalsOf(`a <${lines}<LAVA_SIGNAL_PING x>`)).map(shown)).toEqual(['PING x']);
  });

  it('that never ends is corrupted, and the next one is read', async () => {
    const text = `<LAVA_SIGNAL_TESTEVENT ${'x'.repeat(20_000)} <LAVA_SIGNAL_PING x>`;
    expect((await signalsOf(text, 4096)).map(shown)).toEqual(['corrupted', 'PING x']);
  });
});

/** Recorded cases next to the checkout where the project is developed. */
const CASES = join(import.meta.dirname, '../../../../../shared/cases/signals/cases.json');

describe.skipIf(!existsSync(CASES))('cases from reports', () => {
  const { cases } = existsSync(CASES)
    ? (JSON.parse(readFileSync(CASES, 'utf8')) as {
        cases: { name: string; text: string; signals: (string[] | { corrupted: true })[] }[];
      })
    : { cases: [] };

  it.each(cases)('$name', async ({ text, signals }) => {
    const expected = signals.map((each) => (Array.isArray(each) ? each.join(' ') : 'corrupted'));
    for (const size of [text.length, 1, 3])
      expect((await signalsOf(text, size)).map(shown)).toEqual(expected);
  });
});
