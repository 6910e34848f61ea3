// SPDX-License-Identifier: Apache-2.0

/** A text as one line, with the way back to its own lines. */
export interface Prose {
  text: string;
  /** Line number, from 1, of a position in `text`. */
  lineAt(position: number): number;
}

/** A line break with the mark of a comment or of a quotation after it. Headings of Markdown (`##`) end a sentence. */
const BREAK = /\r?\n[ \t]*(?:\/\/+|\*(?![*/])|#(?!#)|--|>)?[ \t]*/g;

/** Joins the lines of a text, so that a phrase is found however a paragraph or a comment is wrapped. */
export function prose(source: string): Prose {
  const starts: number[] = [0];
  let text = '';
  let from = 0;
  for (const { index, 0: found } of source.matchAll(BREAK)) {
    text += `${source.slice(from, index)} `;
    starts.push(text.length);
    from = index + found.length;
  }
  text += source.slice(from);
  return {
    text,
    lineAt(position) {
      const after = starts.findIndex((start) => start > position);
      return after < 0 ? starts.length : after;
    },
  };
}
