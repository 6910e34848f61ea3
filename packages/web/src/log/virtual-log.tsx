// SPDX-License-Identifier: Apache-2.0

import { messageText } from '@lava/protocol/record/line-text.ts';
import { type CSSProperties, type Ref, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import type { Fold } from './folds.ts';
import type { LineRange } from './line-range.ts';
import type { LineStore } from './line-store.ts';
import { LogRow } from './log-row.tsx';
import type { Rows } from './rows.ts';
import {
  type Anchor,
  type Geometry,
  isScaled,
  ROW_HEIGHT,
  reveal,
  scrollHeight,
  scrollTopAt,
  topAt,
} from './scroll.ts';
import { type HeightOf, lastTop, rowsToFill, walk } from './scroll-walk.ts';
import { type TimeMode, timeWidth } from './time-text.ts';
import { useColumns } from './use-columns.ts';
import { useLogKeys } from './use-log-keys.ts';
import { useReader } from './use-reader.ts';
import { useSize } from './use-size.ts';
import { useWheel } from './use-wheel.ts';
import classes from './virtual-log.module.css';

export interface VirtualLogHandle {
  /** Brings a record into view with some lines before it. */
  show(seq: number): void;
  toEnd(): void;
  focus(): void;
}

export interface VirtualLogProps {
  ref?: Ref<VirtualLogHandle>;
  store: LineStore;
  /** `store.version`; a change renders what is in view again. */
  version: number;
  rows: Rows;
  initial: Anchor;
  wrap: boolean;
  timeMode: TimeMode;
  selection: LineRange | undefined;
  query: string;
  currentMatch: number | undefined;
  onSelect: (line: number, extend: boolean) => void;
  /** How the line that starts a step is folded; undefined for other lines. */
  foldAt: (seq: number) => Fold | undefined;
  onFold: (level: string) => void;
  /** Which records are in view, and whether that is the end. */
  onView: (first: number, last: number, atEnd: boolean) => void;
}

/**
 * List of any length in a scroll bar of limited height. What is in view is in a pane that sticks to the window, so
 * the browser never shows emptiness while scrolling, and rows may have any height.
 */
export function VirtualLog(props: VirtualLogProps) {
  const { store, rows, wrap, timeMode } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const size = useSize(scroller);
  const [anchor, setAnchor] = useState<Anchor>(props.initial);
  const lastScroll = useRef(0);
  const byReader = useReader(scroller, anchor);
  const columns = useColumns(scroller, size.width, timeMode, store.count);

  const g: Geometry = { rows: rows.count, rowHeight: ROW_HEIGHT, viewport: Math.max(1, size.height) };
  const heightOf: HeightOf = (row) => (wrap ? wrappedHeight(store, rows.seqOf(row), columns) : ROW_HEIGHT);
  const bottom = lastTop(g, heightOf);
  const top = anchor === 'end' ? bottom : Math.min(bottom, rows.rowOf(anchor.seq) + anchor.fraction);
  const atEnd = top >= bottom;
  const first = Math.max(0, Math.min(rows.count - 1, Math.floor(top)));
  const offset = (top - first) * heightOf(first);
  const visible = rowsToFill(g, heightOf, first, g.viewport + offset);
  const seqs = Array.from({ length: visible }, (_, i) => rows.seqOf(first + i));

  function moveTo(target: number): void {
    const row = Math.max(0, Math.floor(target));
    setAnchor(target >= bottom ? 'end' : { seq: rows.seqOf(row), fraction: Math.max(0, target - row) });
  }

  function moveBy(pixels: number): void {
    moveTo(walk(g, heightOf, top, pixels));
  }

  function onScroll(): void {
    const element = scroller.current;
    if (!element) return;
    const scrolled = element.scrollTop;
    if (Math.abs(scrolled - lastScroll.current) < 1) return;
    // By what the browser has laid out: when the window grows it moves the bar before `g` knows of the new size.
    const end = element.scrollHeight - element.clientHeight;
    // The browser moved the bar because something next to the log came or went: the reader still follows the end.
    if (anchor === 'end' && !byReader.current) element.scrollTop = end;
    else if (scrolled >= end - 1) setAnchor('end');
    else moveTo(topAt(g, scrolled));
    lastScroll.current = element.scrollTop;
  }

  // The scroll bar follows the position when something else moved it: a key, a link, new lines, a filter.
  const wanted = atEnd ? scrollHeight(g) - g.viewport : scrollTopAt(g, top);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || Math.abs(element.scrollTop - wanted) < 1) return;
    element.scrollTop = wanted;
    lastScroll.current = element.scrollTop;
  }, [wanted]);

  useWheel(scroller, wrap || isScaled(g) ? moveBy : undefined);
  const onKeyDown = useLogKeys({
    page: g.viewport - 2 * ROW_HEIGHT,
    line: ROW_HEIGHT,
    moveBy,
    moveTo,
    bottom,
  });

  const lastSeq = seqs.at(-1) ?? 0;
  const { onView } = props;
  useLayoutEffect(() => onView(seqs[0] ?? 0, lastSeq, atEnd), [onView, seqs[0], lastSeq, atEnd]);

  useImperativeHandle(props.ref, () => ({
    show(seq) {
      // As high as it is now: with the first picture its size is not in the state yet.
      const viewport = scroller.current?.clientHeight ?? g.viewport;
      const target = reveal({ ...g, viewport }, top, rows.rowOf(seq));
      if (target !== undefined) moveTo(target);
    },
    toEnd: () => setAnchor('end'),
    focus: () => scroller.current?.focus(),
  }));

  const base = store.record(0)?.dt;
  return (
    <section
      ref={scroller}
      className={classes.scroller}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label="Lines of the log"
      data-wrap={wrap || undefined}
      style={gutterWidths(timeMode, store.count)}
    >
      <div className={classes.tall} style={{ height: scrollHeight(g) }}>
        <div className={classes.pane} style={{ height: g.viewport }}>
          <div className={classes.rows} style={{ transform: `translateY(${-offset}px)` }}>
            {seqs.map((seq) => (
              <LogRow
                key={seq}
                line={seq + 1}
                record={store.record(seq)}
                selected={isSelected(props.selection, seq + 1)}
                query={props.query}
                currentMatch={props.currentMatch === seq}
                timeMode={timeMode}
                base={base}
                onSelect={props.onSelect}
                fold={props.foldAt(seq)}
                onFold={props.onFold}
              />
            ))}
          </div>
        </div>
      </div>
    </section>
  );
}

function isSelected(selection: LineRange | undefined, line: number): boolean {
  return selection !== undefined && line >= selection.first && line <= selection.last;
}

function gutterWidths(timeMode: TimeMode, count: number): CSSProperties {
  return {
    '--log-digits': `${String(count).length + 2}ch`,
    '--log-time': `${timeWidth(timeMode)}ch`,
  } as CSSProperties;
}

/** Lines break after any character, as on a terminal, so the height follows from the length. */
function wrappedHeight(store: LineStore, seq: number, columns: number): number {
  const record = store.record(seq);
  const length = record ? messageText(record).length + (record.ns ? record.ns.length + 1 : 0) : 0;
  // Longer lines are cut behind a button (line-content.tsx).
  return ROW_HEIGHT * Math.max(1, Math.ceil(Math.min(length, 4_020) / columns));
}
