// SPDX-License-Identifier: Apache-2.0
import type { StepView } from '@lava/protocol/record/view.ts';

export interface StepRow {
  step: StepView;
  /** 0 for the actions of the job. */
  depth: number;
  hasChildren: boolean;
}

/**
 * Steps in the order of their levels, those below a collapsed one left out.
 * Levels are compared number by number: 1.10 comes after 1.9.
 */
export function stepRows(steps: Iterable<StepView>, collapsed: ReadonlySet<string>): StepRow[] {
  const sorted = [...steps].sort((a, b) => compareLevels(a.level, b.level));
  return sorted
    .filter((step) => !ancestors(step.level).some((level) => collapsed.has(level)))
    .map((step) => ({
      step,
      depth: step.level.split('.').length - 1,
      hasChildren: sorted.some((other) => other.level.startsWith(`${step.level}.`)),
    }));
}

/** The step to which a line of the log belongs: the last that started at or before it. */
export function stepAt(steps: Iterable<StepView>, seq: number): string | undefined {
  let found: StepView | undefined;
  for (const step of steps) if (step.record <= seq && (!found || step.record >= found.record)) found = step;
  return found?.level;
}

/** The level itself, or the collapsed step that hides it. */
export function shownLevel(rows: StepRow[], level: string | undefined): string | undefined {
  if (level === undefined) return undefined;
  const shown = new Set(rows.map((row) => row.step.level));
  return [...ancestors(level), level].findLast((each) => shown.has(each));
}

export type StepState = 'running' | 'ok' | 'failed' | 'stopped';

/** @param ended the job is over, so a step without an end was cut off */
export function stepState(step: StepView, ended: boolean): StepState {
  if (step.ok === undefined) return ended ? 'stopped' : 'running';
  return step.ok ? 'ok' : 'failed';
}

function compareLevels(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? -1) - (right[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

function ancestors(level: string): string[] {
  const parts = level.split('.');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('.'));
}
