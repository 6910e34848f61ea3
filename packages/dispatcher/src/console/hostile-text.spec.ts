// SPDX-License-Identifier: Apache-2.0
import { Progress } from '@lava/kit/progress.ts';
import { slowness } from '@lava/kit/testing/slowness.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { describe, expect, it } from 'vitest';
import { ConsoleText } from './console.ts';
import { fixedPattern, linePattern, type Pattern, pattern } from './pattern.ts';
import { EVIL_PATTERNS } from './testing/evil-patterns.ts';

const gone = new LavaError('connection-closed', 'gone');

function consoleOf(searchTime?: number) {
  const text = new ConsoleText(() => undefined, searchTime);
  return { text, feed: (piece: string) => text.feed(Buffer.from(piece)) };
}

const WAYS: [string, (source: string) => Pattern, boolean][] = [
  ['the stream', pattern, false],
  ['the stream, line by line', pattern, true],
  ['lines of a test', linePattern, false],
];

describe.each(WAYS)('a pattern that never finishes, on %s', (_, make, byLine) => {
  it.each(EVIL_PATTERNS)('%s ends with its reason while timers fire', async ({ source, text: said }) => {
    using progress = Progress.root();
    const { text, feed } = consoleOf(400);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    const wait = text.expect(progress, [make(source)], { byLine });
    feed(`${said}\r\n`);
    await expect(wait).rejects.toMatchObject({
      code: 'test-pattern',
      message: expect.stringContaining(source),
    });
    clearInterval(timer);
    // It was searched for 400 ms; a blocked loop gives a tick or two.
    expect(ticks).toBeGreaterThan(8);
    text.close(gone);
  });

  it('is left alone when its wait ends by the deadline', async () => {
    using root = Progress.root();
    using progress = root.child(200, () => new LavaError('step-timeout', 'late'));
    const { text, feed } = consoleOf();
    const wait = text.expect(progress, [make('(a+)+b')], { byLine });
    feed(`${'a'.repeat(40)}\r\n`);
    await expect(wait).rejects.toMatchObject({ code: 'step-timeout' });
    feed('prompt> ');
    expect((await text.expect(root, [pattern('prompt> ')]))?.before).toContain('aaa');
    text.close(gone);
  });
});

describe('a slow pattern that is honest', () => {
  it('finds what it looks for, and loses nothing that comes meanwhile', async () => {
    using progress = Progress.root();
    const { text, feed } = consoleOf();
    // Quadratic: far too long for the event loop, far from endless.
    const slow = pattern('[xy]*z(?P<n>\\d)');
    const wait = text.expect(progress, [slow]);
    feed('x'.repeat(8_000));
    expect(text.searching).toBeDefined();
    feed(' z7 END');
    expect((await wait)?.groups.n).toBe('7');
    expect((await text.expect(progress, [pattern('END')]))?.before).toBe(' ');
    text.close(gone);
  });

  it('is searched to the end on a console that has closed', async () => {
    using progress = Progress.root();
    const { text, feed } = consoleOf();
    const wait = text.expect(progress, [pattern('[xy]*z(?P<n>\\d)')]);
    feed(`${'x'.repeat(8_000)} z8`);
    text.close(gone);
    expect((await wait)?.groups.n).toBe('8');
    await expect(text.expect(progress, [pattern('more')])).rejects.toBe(gone);
  });
});

describe('a console that prints fast', () => {
  it.each([
    ['lines', `${'[   12.345678] usb 1-1: new device=======\r\n'.repeat(100)}`],
    ['one line that never ends', '='.repeat(4095)],
    ['kernel trouble that never ends', 'BUG: KASAN: end trace ---[ end trace '.repeat(100)],
    ['signals that never end', '<LAVA_SIGNAL_TESTCASE TEST_CASE_ID='.repeat(110)],
  ])('%s: holds the loop only briefly', async (_, piece) => {
    using progress = Progress.root();
    const { text, feed } = consoleOf();
    const cpu = process.threadCpuUsage();
    const patterns = [
      pattern('root@(.*):~# $'),
      pattern('login: '),
      fixedPattern(/<NEVER>/g),
      linePattern('(?P<test_case_id>\\S+)=(?P<result>pass)'),
    ];
    const wait = text.expect(progress, patterns);
    let longest = 0;
    for (let fed = 0; fed < 5e6; fed += piece.length) {
      const before = process.threadCpuUsage();
      feed(piece);
      const { user, system } = process.threadCpuUsage(before);
      longest = Math.max(longest, (user + system) / 1000);
      while (text.searching) await text.searching;
    }
    // CPU time of one piece, milliseconds.
    expect(longest).toBeLessThan(50 * slowness());
    expect(process.threadCpuUsage(cpu).user / 1e6).toBeLessThan(20 * slowness());
    text.close(gone);
    await expect(wait).rejects.toBe(gone);
  });
});

describe('two waits on one console', () => {
  it('are a bug that is reported, and the first one continues', async () => {
    using progress = Progress.root();
    const { text, feed } = consoleOf();
    const wait = text.expect(progress, [pattern('one')]);
    await expect(text.expect(progress, [pattern('two')])).rejects.toMatchObject({ code: 'bug' });
    feed('two one');
    expect((await wait)?.before).toBe('two ');
  });
});
