// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { Screen, type Viewer } from './screen.ts';

const ALL = 1_000_000;

function all(viewer: Viewer, most = ALL): [string, string][] {
  const found: [string, string][] = [];
  for (let piece = viewer.next(most); piece; piece = viewer.next(most))
    found.push([`${piece.fresh ? 'fresh ' : ''}${piece.skipped || ''}`, String(piece.bytes)]);
  return found;
}

describe('a screen', () => {
  it('gives each watcher what he has not seen, in pieces of his size, and wakes him', () => {
    const screen = new Screen();
    screen.take(Buffer.from('before '), {});
    let woken = 0;
    const viewer = screen.view(() => woken++);
    expect(all(viewer)).toEqual([['fresh ', 'before ']]);
    screen.take(Buffer.from('abcdef'), {});
    expect(woken).toBe(1);
    expect(all(viewer, 4)).toEqual([
      ['', 'abcd'],
      ['', 'ef'],
    ]);
    viewer.close();
    screen.take(Buffer.from('more'), {});
    expect(woken).toBe(1);
  });

  it('shows what was left out on the way, and where', () => {
    const screen = new Screen();
    const viewer = screen.view(() => undefined);
    screen.take(Buffer.from('one '), { fresh: true });
    screen.take(Buffer.from('three'), { skipped: 17 });
    expect(all(viewer)).toEqual([
      ['fresh ', 'one '],
      ['17', 'three'],
    ]);
  });

  it('skips what a slow watcher has not taken, keeps a bounded part, and forgets at a fresh start', () => {
    const screen = new Screen();
    const viewer = screen.view(() => undefined);
    screen.take(Buffer.from('start'), {});
    all(viewer);
    for (let n = 0; n < 100; n++) screen.take(Buffer.alloc(10_000, 'x'), {});
    const pieces = all(viewer);
    const [[skipped, text] = ['', '']] = pieces;
    expect(pieces).toHaveLength(1);
    expect(text.length).toBeGreaterThanOrEqual(128 * 1024);
    expect(text.length).toBeLessThan(128 * 1024 + 10_000);
    expect(Number(skipped) + text.length).toBe(1_000_000);
    screen.take(Buffer.from('again'), { fresh: true });
    expect(all(viewer)).toEqual([['fresh ', 'again']]);
  });
});
