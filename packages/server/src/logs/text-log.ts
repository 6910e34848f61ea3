// SPDX-License-Identifier: Apache-2.0
import { lineText } from '@lava/protocol/record/line-text.ts';
import { decodeRecord, type JobRecord, LEVELS } from '@lava/protocol/record/record.ts';

const LEVEL_WIDTH = Math.max(...LEVELS.map((level) => level.length));

/**
 * The log as plain text, a line a record: `2026-11-22T09:34:00.123Z target    Linux version 6.12`. Colours are left out, and
 * control characters are named, as on the page.
 * @param bare only what was said, without time and level
 */
export async function* textLog(
  blocks: AsyncIterable<{ data: Buffer }>,
  bare: boolean,
): AsyncGenerator<string> {
  for await (const { data } of blocks) {
    const lines = data.toString('utf8').trimEnd().split('\n');
    yield lines.map((line) => `${textLine(decodeRecord(line), bare)}\n`).join('');
  }
}

function textLine(record: JobRecord, bare: boolean): string {
  if (bare) return lineText(record);
  return `${record.dt.slice(0, 23)}Z ${record.lvl.padEnd(LEVEL_WIDTH)} ${lineText(record)}`.trimEnd();
}
