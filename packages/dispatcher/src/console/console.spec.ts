// SPDX-License-Identifier: Apache-2.0
import { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { describe, expect, it } from 'vitest';
import { ConsoleText } from './console.ts';
import { fixedPattern, linePattern, pattern } from './pattern.ts';

function consoleOf() {
  const lines: string[] = [];
  const text = new ConsoleText((line) => lines.push(line));
  const feed = (...chunks: (string | Buffer)[]) => {
    for (const chunk of chunks) text.feed(Buffer.from(chunk as string));
  };
  return { text, lines, feed };
}

const progress = Progress.root();
const gone = new LavaError('connection-closed', 'gone');

describe('waiting on a console', () => {
  it('finds what comes in pieces, and keeps the rest for the next wait', async () => {
    const { text, feed } = consoleOf();
    const login = text.expect(progress, [pattern('Password:'), pattern('login:')]);
    feed('box lo', 'gin: a', 'nd more');
    expect(await login).toMatchObject({ index: 1, before: 'box ' });
    expect(await text.expect(progress, [pattern('and')])).toMatchObject({ before: ' ' });
    expect(text.unconsumed).toBe(' more');
  });

  it('takes the match that starts first, and of several the first of the list', async () => {
    const { text, feed } = consoleOf();
    feed('xx one two');
    expect(await text.expect(progress, [pattern('two'), pattern('one'), pattern('o')])).toMatchObject({
      index: 1,
    });
  });

  it('does not see escape sequences, however they are cut', async () => {
    const { text, lines, feed } = consoleOf();
    feed('\x1b[?2004hro', 'ot@box\x1b', '[0', 'm:~# \x1b[6n', '\x1b[31mred\x1b[0m\r\n');
    expect((await text.expect(progress, [pattern('root@box:~# ')]))?.before).toBe('');
    text.close(gone);
    expect(lines.join('')).toContain('\x1b[31mred\x1b[0m');
    expect(lines.join('')).not.toContain('2004');
  });

  it('writes lines before it reports the match in them, and later ones after', async () => {
    const { text, lines, feed } = consoleOf();
    const wait = text.expect(progress, [fixedPattern(/<S (\d)>/g)]);
    feed('first\r\n<S 1> tail\r\nsecond\r\n<S 2>\r\r\nthird\r\n');
    expect((await wait)?.parts[1]).toBe('1');
    expect(lines).toEqual(['first', '<S 1> tail']);
    expect((await text.expect(progress, [fixedPattern(/<S (\d)>/g)]))?.parts[1]).toBe('2');
    expect(lines).toEqual(['first', '<S 1> tail', 'second', '<S 2>']);
    text.close(gone);
    expect(lines.at(-1)).toBe('third');
  });

  it('writes a line once whose end comes after the match', async () => {
    const { text, lines, feed } = consoleOf();
    const wait = text.expect(progress, [fixedPattern(/<S>/g)]);
    feed('<S>');
    await wait;
    feed('\r\nnext\r\n');
    expect(lines).toEqual(['<S>', 'next']);
  });

  it('looks at whole lines only, where a pattern is for lines', async () => {
    const { text, feed } = consoleOf();
    const wait = text.expect(progress, [
      linePattern('(?P<test_case_id>.*): (?P<result>\\w+)'),
      pattern('END'),
    ]);
    feed('some ', 'text\r\n', 'one: pa');
    feed('ss\r\ntwo: fail\r\nEND');
    expect((await wait)?.groups).toEqual({ test_case_id: 'one', result: 'pass' });
    const all = [linePattern('(?P<test_case_id>.*): (?P<result>\\w+)'), pattern('END')];
    expect((await text.expect(progress, all))?.groups.test_case_id).toBe('two');
    expect((await text.expect(progress, all))?.index).toBe(1);
  });

  it('sees the same whatever the chunks are, line by line', async () => {
    const data = 'a PASS one\r\nb PASS two\r\nc FAIL three\r\nFINISH\r\n';
    for (const size of [1, 3, 7, 100]) {
      const { text, feed } = consoleOf();
      for (let i = 0; i < data.length; i += size) feed(data.slice(i, i + size));
      const found: string[] = [];
      for (;;) {
        const match = await text.expect(
          progress,
          [pattern('FINISH'), pattern('(PASS|FAIL) (?P<id>\\w+)\\r')],
          { byLine: true },
        );
        if (match?.index === 0) break;
        found.push(match?.groups.id ?? '');
      }
      expect(found).toEqual(['one', 'two', 'three']);
    }
  });

  it('gives up by silence, by deadline, and when the other end is gone', async () => {
    const { text, feed } = consoleOf();
    expect(await text.expect(progress, [pattern('x')], { silence: 5 })).toBeUndefined();
    using limit = progress.child(5, () => new LavaError('step-timeout', 'late'));
    await expect(text.expect(limit, [pattern('x')])).rejects.toMatchObject({ code: 'step-timeout' });
    const wait = text.expect(progress, [pattern('x')]);
    feed('only this');
    text.close(gone);
    await expect(wait).rejects.toBe(gone);
    expect((await text.expect(progress, [pattern('this')]))?.before).toBe('only ');
    await expect(text.expect(progress, [pattern('x')])).rejects.toBe(gone);
  });
});

describe('the log of a console', () => {
  it('replaces what is not UTF-8 and survives garbage', () => {
    const { text, lines, feed } = consoleOf();
    feed(Buffer.from([0x61, 0xff, 0xfe, 0x00, 0x62, 0x0a]));
    text.close(gone);
    expect(lines).toEqual(['a\ufffd\ufffd\u0000b']);
  });

  it('cuts a line that never ends, in bounded memory', () => {
    const { text, lines, feed } = consoleOf();
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    for (let i = 0; i < 256; i++) feed(chunk);
    feed('\r\nnext\r\n');
    text.close(gone);
    expect(lines.length).toBe(3);
    expect(lines[0]?.length).toBe(100_000);
    expect(lines[1]).toContain(`${256 * 1024 ** 2 - 100_000} more characters`);
    expect(lines[2]).toBe('next');
  });

  it('keeps up with a million lines', async () => {
    const { text, lines } = consoleOf();
    const chunk = Buffer.from(
      Array.from({ length: 1000 }, (_, i) => `line number ${i} of a guest that prints\r\n`).join(''),
    );
    const wait = text.expect(progress, [fixedPattern(/<LAVA_TEST_RUNNER EXIT>/g)]);
    for (let i = 0; i < 1000; i++) text.feed(chunk);
    text.feed(Buffer.from('<LAVA_TEST_RUNNER EXIT>\r\n'));
    await wait;
    expect(lines.length).toBe(1_000_001);
  });
});
