// SPDX-License-Identifier: Apache-2.0

/** One line cut to a width, as Python's textwrap does with white space kept inside of lines. */
export function wrapLine(line: string, width: number, breakLong: boolean, hyphens: boolean): string[] {
  const lines: string[] = [];
  const chunks = chunksOf(line, hyphens).reverse();
  while (chunks.length > 0) {
    if (lines.length > 0 && isBlank(chunks.at(-1))) chunks.pop();
    let current = '';
    while (chunks.length > 0 && current.length + (chunks.at(-1) ?? '').length <= width)
      current += chunks.pop();
    const next = chunks.at(-1);
    if (next !== undefined && next.length > width) {
      const room = breakLong ? Math.max(1, width - current.length) : 0;
      if (breakLong) {
        current += next.slice(0, room);
        chunks[chunks.length - 1] = next.slice(room);
      } else if (current === '') {
        current = next;
        chunks.pop();
      }
    }
    const trimmed = current.replace(/[\t-\r ]+$/, '');
    if (trimmed !== '') lines.push(trimmed);
  }
  return lines;
}

function isBlank(chunk: string | undefined): boolean {
  return chunk !== undefined && /^[\t-\r ]+$/.test(chunk);
}

/** White space, words, and with `hyphens` the parts of words up to each hyphen between letters. */
function chunksOf(line: string, hyphens: boolean): string[] {
  const words = line.match(/[\t-\r ]+|[^\t-\r ]+/g) ?? [];
  if (!hyphens) return words;
  return words.flatMap((word) => word.split(/(?<=[\p{L}\p{N}_]{1}[-])(?=\p{L})/u));
}
