// SPDX-License-Identifier: Apache-2.0
import { PRIVATE_MARK, publicLine, wholeLine } from '@lava/protocol/record/private.ts';

/**
 * Who reads a log: `public` everybody who may see the job; `whole` people who may see the dictionary of its device, who
 * get the facts that are masked for others.
 */
export type Disclosure = 'public' | 'whole';

const MARK = Buffer.from(PRIVATE_MARK);
const NEWLINE = 10;

/**
 * Lines as the reader may see them, each with its newline; as many as before. Lines without a private part are looked
 * through for its mark and no more, and when none has one the same buffer comes back.
 */
export function disclose(lines: Buffer, disclosure: Disclosure): Buffer {
  let at = lines.indexOf(MARK);
  if (at < 0) return lines;
  const change = disclosure === 'whole' ? wholeLine : publicLine;
  const parts: Buffer[] = [];
  let done = 0;
  while (at >= 0) {
    const start = lines.lastIndexOf(NEWLINE, at) + 1;
    const newline = lines.indexOf(NEWLINE, at);
    const end = newline < 0 ? lines.length : newline;
    parts.push(lines.subarray(done, start), Buffer.from(change(lines.toString('utf8', start, end))));
    done = end;
    at = lines.indexOf(MARK, done);
  }
  parts.push(lines.subarray(done));
  return Buffer.concat(parts);
}
