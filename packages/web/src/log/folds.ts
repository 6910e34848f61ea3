// SPDX-License-Identifier: Apache-2.0
import type { StepView } from '@lava/protocol/record/view.ts';
import { useCallback, useMemo, useState } from 'react';
import { type Rows, type SeqRange, withoutRanges } from './rows.ts';

/** How the line that starts a step is shown. */
export interface Fold {
  level: string;
  folded: boolean;
  /** Lines that folding hides, or would hide. */
  lines: number;
}

export interface Folds {
  rows: Rows;
  /** Of the record that starts a step with lines of its own; undefined for others. */
  at: (seq: number) => Fold | undefined;
  toggle: (level: string) => void;
  /** Every step that is over, or none. */
  all: (folded: boolean) => void;
  /** Something is folded. */
  any: boolean;
  /** Unfolds whatever hides the record, and the step that it starts; false when nothing was folded there. */
  reveal: (seq: number) => boolean;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Steps whose lines are folded away behind the line that starts them.
 * @param steps grows in place; `version` stands for its content
 */
export function useFolds(base: Rows, steps: ReadonlyMap<string, StepView>, version: number): Folds {
  const [folded, setFolded] = useState(NONE);
  // What runs on has no end yet, and cannot be folded.
  // biome-ignore lint/correctness/useExhaustiveDependencies: -- steps grow in place; the version says that they did
  const bodies = useMemo(() => stepBodies(steps.values()), [steps, version]);
  const rows = useMemo(
    () =>
      withoutRanges(
        base,
        [...folded].flatMap((level) => bodies.get(level) ?? []),
      ),
    [base, bodies, folded],
  );
  const starts = useMemo(() => new Map([...bodies].map(([level, { from }]) => [from - 1, level])), [bodies]);
  const at = useCallback(
    (seq: number): Fold | undefined => {
      const level = starts.get(seq);
      const body = level === undefined ? undefined : bodies.get(level);
      return body && level !== undefined
        ? { level, folded: folded.has(level), lines: body.to - body.from }
        : undefined;
    },
    [starts, bodies, folded],
  );
  const toggle = useCallback((level: string) => setFolded((old) => toggled(old, level)), []);
  const all = useCallback((on: boolean) => setFolded(on ? new Set(bodies.keys()) : NONE), [bodies]);
  const reveal = useCallback(
    (seq: number) => {
      const kept = [...folded].filter((level) => !holds(bodies.get(level), seq));
      if (kept.length === folded.size) return false;
      setFolded(new Set(kept));
      return true;
    },
    [bodies, folded],
  );
  return { rows, at, toggle, all, any: folded.size > 0, reveal };
}

/** The records after the one that starts a step, up to its last; only of steps that are over and said something. */
export function stepBodies(steps: Iterable<StepView>): Map<string, SeqRange> {
  const bodies = new Map<string, SeqRange>();
  for (const { level, record, end } of steps) {
    if (end !== undefined && end > record + 1) bodies.set(level, { from: record + 1, to: end + 1 });
  }
  return bodies;
}

function toggled(old: ReadonlySet<string>, level: string): ReadonlySet<string> {
  const next = new Set(old);
  if (!next.delete(level)) next.add(level);
  return next;
}

function holds(range: SeqRange | undefined, seq: number): boolean {
  return range !== undefined && seq >= range.from - 1 && seq < range.to;
}
