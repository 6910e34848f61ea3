// SPDX-License-Identifier: Apache-2.0

import { lineText } from '@lava/protocol/record/line-text.ts';
import { decodeRecord, LEVELS } from '@lava/protocol/record/record.ts';
import type { Block } from './block.ts';
import type { LineStore } from './line-store.ts';
import { shows } from './rows.ts';

/** Any case; the text is taken literally. Sticky state is never used: make one a caller. */
export function queryPattern(query: string): RegExp {
  return new RegExp(escapeRegExp(query), 'giu');
}

/** Places of `query` in `text`, as [start, end). */
export function findIn(text: string, query: string): [number, number][] {
  if (query === '') return [];
  return [...text.matchAll(queryPattern(query))].map((match) => [match.index, match.index + match[0].length]);
}

/**
 * Records of one block whose visible text holds `query`. The stored JSON is searched first, as one text, and only lines
 * that match there are decoded: 180 ms for a million lines without a match (measured, one core).
 */
export function searchBlock(block: Block, query: string, mask: number): number[] {
  const text = block.text();
  const stored = storedPattern(query, text);
  const visible = new RegExp(escapeRegExp(query), 'iu');
  const found: number[] = [];
  let seq = block.first;
  let lineStart = 0;
  for (let match = stored.exec(text); match; match = stored.exec(text)) {
    // Numbers of lines by counting newlines, from the last match on.
    for (let next = text.indexOf('\n', lineStart); next >= 0 && next < match.index; ) {
      lineStart = next + 1;
      seq++;
      next = text.indexOf('\n', lineStart);
    }
    const lineEnd = text.indexOf('\n', match.index);
    const record = decodeRecord(text.slice(lineStart, lineEnd));
    if (shows(mask, LEVELS.indexOf(record.lvl)) && visible.test(lineText(record))) found.push(seq);
    stored.lastIndex = Math.max(lineEnd, match.index + 1);
  }
  return found;
}

export interface SearchProgress {
  /** Numbers of records, ascending. */
  found: number[];
  done: boolean;
}

/**
 * All matching records that are held, block after block, with a pause in between so that the page stays alive.
 * @throws the signal's reason when aborted
 */
export async function* search(
  store: LineStore,
  query: string,
  mask: number,
  signal: AbortSignal,
): AsyncGenerator<SearchProgress> {
  const found: number[] = [];
  let lastPause = performance.now();
  for (let index = 0; index < store.blockCount; index++) {
    const block = store.blockAt(index);
    if (block) for (const seq of searchBlock(block, query, mask)) found.push(seq);
    if (performance.now() - lastPause < 12) continue;
    yield { found, done: false };
    await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
    lastPause = performance.now();
  }
  yield { found, done: true };
}

/** Pattern of a query in stored JSON: escaped as JSON does, colours allowed between letters when the block has any. */
function storedPattern(query: string, text: string): RegExp {
  const chars = [...query].map((char) => escapeRegExp(JSON.stringify(char).slice(1, -1)));
  const colored = text.includes('\\u001b');
  // Results are objects: what the page shows of them is not one piece of the stored text, so each is looked at.
  const result = '"lvl":"results"';
  return new RegExp(`${chars.join(colored ? COLOR : '')}|${result}`, 'giu');
}

const COLOR = String.raw`(?:\\u001b\[[0-9;:?]*[A-Za-z])*`;

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, (char) => (char === '-' ? '\\u002d' : `\\${char}`));
}
