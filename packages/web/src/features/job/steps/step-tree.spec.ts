// SPDX-License-Identifier: Apache-2.0
import type { StepView } from '@lava/protocol/record/view.ts';
import { describe, expect, it } from 'vitest';
import { shownLevel, stepAt, stepRows, stepState } from './step-tree.ts';

function step(level: string, record: number, ok?: boolean): StepView {
  return {
    level,
    name: `step-${level}`,
    record,
    end: undefined,
    started: 0,
    timeout: undefined,
    duration: undefined,
    ok,
    attempts: 1,
  };
}

const steps = [
  step('1', 0),
  step('1.1', 2),
  step('1.10', 40),
  step('1.2', 10),
  step('1.2.1', 12),
  step('2', 60),
];

describe('stepRows', () => {
  it('is in the order of the plan, however the steps came', () => {
    const rows = stepRows(steps, new Set());
    expect(rows.map((row) => row.step.level)).toEqual(['1', '1.1', '1.2', '1.2.1', '1.10', '2']);
    expect(rows.map((row) => row.depth)).toEqual([0, 1, 1, 2, 1, 0]);
    expect(rows.map((row) => row.hasChildren)).toEqual([true, false, true, false, false, false]);
  });

  it('leaves out what is below a collapsed step, and only that', () => {
    expect(stepRows(steps, new Set(['1'])).map((row) => row.step.level)).toEqual(['1', '2']);
    expect(stepRows(steps, new Set(['1.1'])).map((row) => row.step.level)).toContain('1.10');
  });
});

describe('stepAt', () => {
  it('is the last step that started before the line', () => {
    expect([0, 9, 11, 59, 1000].map((seq) => stepAt(steps, seq))).toEqual(['1', '1.1', '1.2', '1.10', '2']);
    expect(stepAt([], 5)).toBeUndefined();
  });
});

describe('shownLevel', () => {
  it('is the step itself, or what hides it', () => {
    expect(shownLevel(stepRows(steps, new Set()), '1.2.1')).toBe('1.2.1');
    expect(shownLevel(stepRows(steps, new Set(['1.2'])), '1.2.1')).toBe('1.2');
    expect(shownLevel(stepRows(steps, new Set(['1'])), '1.2.1')).toBe('1');
    expect(shownLevel(stepRows(steps, new Set()), undefined)).toBeUndefined();
  });
});

describe('stepState', () => {
  it('tells a step that runs from one that was cut off', () => {
    expect([
      stepState(step('1', 0), false),
      stepState(step('1', 0), true),
      stepState(step('1', 0, true), true),
      stepState(step('1', 0, false), false),
    ]).toEqual(['running', 'stopped', 'ok', 'failed']);
  });
});
