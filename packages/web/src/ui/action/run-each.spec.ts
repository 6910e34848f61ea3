// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { type Outcome, runEach } from './run-each.ts';

const numbers = Array.from({ length: 30 }, (_, index) => index);

describe('runEach', () => {
  it('does all, and reports each that failed with its reason', async () => {
    let report: Outcome<number>[] = [];
    const run = async (item: number) => {
      if (item % 10 === 3) throw new Error(`no ${item}`);
    };
    await runEach(numbers, run, new AbortController().signal, (outcomes) => {
      report = outcomes;
    });
    expect(report.map(({ item }) => item).sort((a, b) => a - b)).toEqual(numbers);
    const failed = report.filter(({ error }) => error).map(({ item, error }) => [item, error?.message]);
    expect(failed).toEqual([
      [3, expect.stringContaining('no 3')],
      [13, expect.stringContaining('no 13')],
      [23, expect.stringContaining('no 23')],
    ]);
  });

  it('has few under way at a time', async () => {
    let [now, most] = [0, 0];
    const run = async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 0));
      now--;
    };
    await runEach(numbers, run, new AbortController().signal, () => undefined);
    expect(most).toBe(4);
  });

  it('begins nothing more when it is stopped', async () => {
    const controller = new AbortController();
    const begun: number[] = [];
    const run = async (item: number) => {
      begun.push(item);
      if (item === 5) controller.abort();
    };
    await runEach(numbers, run, controller.signal, () => undefined);
    expect(begun.length).toBeLessThan(12);
  });
});
