// SPDX-License-Identifier: Apache-2.0

import { parseAnsi, type Span } from '@lava/protocol/text/ansi.ts';
import { type CSSProperties, memo, type ReactNode, useContext, useState } from 'react';
import { type FileAddresses, splitAddresses } from './addresses.ts';
import { FilesContext } from './files-context.ts';
import classes from './log-row.module.css';
import { findIn } from './search.ts';

/** Characters of a line that are laid out immediately; the rest comes when asked for. */
const CUT = 4_000;

interface LineContentProps {
  text: string;
  query: string;
  /** Of several matching lines the one the reader is at. */
  current: boolean;
}

/** Text of one line: colours, named control characters, and marks where the search matches. Always text, never HTML. */
export const LineContent = memo(function LineContent({ text, query, current }: LineContentProps) {
  const [whole, setWhole] = useState(false);
  const files = useContext(FilesContext);
  const spans = parseAnsi(text);
  const length = spans.reduce((sum, span) => sum + span.text.length, 0);
  const marks = findIn(spans.map((span) => span.text).join(''), query);
  const limit = whole || length <= CUT ? Number.POSITIVE_INFINITY : Math.max(CUT, (marks[0]?.[1] ?? 0) + 200);
  return (
    <>
      {pieces(spans, marks, limit).map((piece) => (
        <Piece key={piece.at} piece={piece} current={current} files={files} />
      ))}
      {length > limit && (
        <button type="button" className={classes.more} onClick={() => setWhole(true)}>
          … {(length - limit).toLocaleString('en')} more characters
        </button>
      )}
    </>
  );
});

interface PieceData {
  /** Offset in the line: the key. */
  at: number;
  span: Span;
  text: string;
  marked: boolean;
}

/** Spans cut at the borders of marks, up to `limit` characters. Both lists are sorted. */
function pieces(spans: Span[], marks: [number, number][], limit: number): PieceData[] {
  const result: PieceData[] = [];
  let at = 0;
  let mark = 0;
  for (const span of spans) {
    const end = Math.min(at + span.text.length, limit);
    for (let from = at; from < end; ) {
      while (mark < marks.length && (marks[mark]?.[1] ?? 0) <= from) mark++;
      const [start, stop] = marks[mark] ?? [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      const marked = from >= start;
      const to = Math.min(end, marked ? stop : start);
      result.push({ at: from, span, text: span.text.slice(from - at, to - at), marked });
      from = to;
    }
    at += span.text.length;
  }
  return result;
}

interface PieceProps {
  piece: PieceData;
  current: boolean;
  files: FileAddresses;
}

function Piece({ piece, current, files }: PieceProps): ReactNode {
  const { span, text, marked } = piece;
  const style = spanStyle(span);
  if (marked) {
    return (
      <mark className={classes.mark} data-current={current || undefined} style={style}>
        {text}
      </mark>
    );
  }
  const content = span.control ? text : linked(text, files);
  if (!style && !span.control) return content;
  return (
    <span className={span.control ? classes.control : undefined} style={style}>
      {content}
    </span>
  );
}

/** What can be opened, as links. What a device says decides where they lead, so they pass on nothing of this page. */
function linked(text: string, files: FileAddresses): ReactNode {
  return splitAddresses(text, files).map(({ at, part, href }) =>
    href !== undefined ? (
      <a
        key={at}
        href={href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className={classes.address}
        tabIndex={-1}
      >
        {part}
      </a>
    ) : (
      part
    ),
  );
}

function spanStyle(span: Span): CSSProperties | undefined {
  const style: CSSProperties = {};
  const [fg, bg] = span.inverse
    ? [span.bg ?? 'var(--mantine-color-text)', span.fg ?? 'var(--mantine-color-dimmed)']
    : [span.fg, span.bg];
  if (fg !== undefined) style.color = readable(fg);
  // A tint, so that any text on it can be read, in light and dark.
  if (bg !== undefined) style.backgroundColor = `color-mix(in srgb, ${cssColor(bg)} 22%, var(--log-bg))`;
  if (span.bold) style.fontWeight = 700;
  if (span.dim) style.opacity = 0.65;
  if (span.italic) style.fontStyle = 'italic';
  const lines = [span.underline && 'underline', span.strike && 'line-through'].filter(Boolean);
  if (lines.length > 0) style.textDecoration = lines.join(' ');
  return Object.keys(style).length > 0 ? style : undefined;
}

/** Colours of the page's palette can be read; a device's own ones are moved towards the text's. */
function readable(color: number | string): string {
  const css = cssColor(color);
  return css.startsWith('var(') ? css : `color-mix(in srgb, ${css} 55%, var(--mantine-color-text))`;
}

/** The first 16 by the page's palette, the 6 × 6 × 6 cube and the greys by their definition in xterm. */
function cssColor(color: number | string): string {
  if (typeof color === 'string') return color;
  if (color < 16) return `var(--ansi-${color})`;
  if (color >= 232) {
    const grey = 8 + (color - 232) * 10;
    return `rgb(${grey} ${grey} ${grey})`;
  }
  const level = (index: number) => (index === 0 ? 0 : 55 + index * 40);
  const cube = color - 16;
  return `rgb(${level(Math.floor(cube / 36))} ${level(Math.floor(cube / 6) % 6)} ${level(cube % 6)})`;
}
