// SPDX-License-Identifier: Apache-2.0

/** One line cut to a width, as Python's textwrap does with white space kept inside of lines. */
export function wrapLine(line: string, width: number, breakLong: boolean, hyphens: boolean): string[] {
  const lines: string[] = [];
  const chunks = chunksOf(line, hyphens).reverse();
  while (chunks.length > 0) {
    if (lines.length > 0 && isBlank(chunks.at(-1))) chunks.pop();
    const pieces: string[] = [];
    let length = 0;
    for (
      let next = chunks.at(-1);
      next !== undefined && length + next.length <= width;
      next = chunks.at(-1)
    ) {
      pieces.push(next);
      length += next.length;
      chunks.pop();
    }
    const next = chunks.at(-1);
    if (next !== undefined && next.length > width) {
      if (breakLong) {
        // May be nothing, and then it is what the blank before it is kept for, as in Python.
        const end = breakAt(next, width - length, hyphens);
        pieces.push(next.slice(0, end));
        chunks[chunks.length - 1] = next.slice(end);
      } else if (pieces.length === 0) pieces.push(chunks.pop() ?? '');
    }
    if (pieces.at(-1) === '' || isBlank(pieces.at(-1))) pieces.pop();
    if (pieces.length > 0) lines.push(pieces.join(''));
  }
  return lines;
}

function isBlank(chunk: string | undefined): boolean {
  return chunk !== undefined && /^[\t-\r ]+$/.test(chunk);
}

/** Where a word is cut that fits no line: behind its last hyphen that fits, else where the line ends. */
function breakAt(word: string, room: number, hyphens: boolean): number {
  const hyphen = hyphens && word.length > room ? word.slice(0, room).lastIndexOf('-') : -1;
  return hyphen > 0 && /[^-]/.test(word.slice(0, hyphen)) ? hyphen + 1 : room;
}

/** White space; dashes between words; words up to a hyphen between letters, to dashes, or to their end. */
const CHUNK =
  /[\t-\r ]+|(?<=[\p{L}\p{N}_!"'&.,?])-{2,}(?=[\p{L}\p{N}_])|[^\t-\r ]+?(?:-(?:(?<=[\p{L}_]{2}-)|(?<=[\p{L}_]-[\p{L}\p{N}_!"'&.,?]-))(?=[\p{L}_]-?[\p{L}_])|(?=[\t-\r ]|$)|(?<=[\p{L}\p{N}_!"'&.,?])(?=-{2,}[\p{L}\p{N}_]))/gu;

function chunksOf(line: string, hyphens: boolean): string[] {
  return line.match(hyphens ? CHUNK : /[\t-\r ]+|[^\t-\r ]+/g) ?? [];
}
