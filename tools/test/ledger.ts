// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Seconds that a spec file may take; those that name none are expected to end within this. */
const DEFAULT_BUDGET = 10;
/** A file that takes this many times its budget is reported. */
const TOLERANCE = 1.5;
const SHOWN = 15;

export interface Time {
  /** Relative to the root. */
  file: string;
  lane: string;
  seconds: number;
}

/** Seconds by spec file, as measured on two cores; `./lava test --write-budgets` writes what a whole run took. */
export type Budgets = Record<string, number>;

const BUDGETS = join(import.meta.dirname, 'budgets.json');

export function readBudgets(): Budgets {
  return JSON.parse(readFileSync(BUDGETS, 'utf8')) as Budgets;
}

export function budgetOf(budgets: Budgets, file: string): number {
  return budgets[file] ?? DEFAULT_BUDGET;
}

/** Files that took less than the default need no entry. */
export function writeBudgets(times: Time[]): void {
  const slow = times.filter(({ seconds }) => seconds > DEFAULT_BUDGET);
  const entries = slow.map(({ file, seconds }) => [file, Math.ceil(seconds)] as const);
  const sorted = Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(BUDGETS, `${JSON.stringify(sorted, undefined, 2)}\n`);
}

/** The slowest spec files, and those far beyond their budgets. */
export function ledgerLines(times: Time[], budgets: Budgets): string[] {
  const slowest = times.toSorted((a, b) => b.seconds - a.seconds).slice(0, SHOWN);
  const over = times.filter(({ file, seconds }) => seconds > TOLERANCE * budgetOf(budgets, file));
  const lanes = Map.groupBy(times, ({ lane }) => lane);
  const line = ({ file, lane, seconds }: Time) =>
    `${seconds.toFixed(1).padStart(7)} s  ${lane.padEnd(8)} ${file}`;
  return [
    'Time by lane (the sum over its files):',
    ...[...lanes].map(([lane, each]) => {
      const sum = each.reduce((seconds, time) => seconds + time.seconds, 0);
      return `${sum.toFixed(1).padStart(7)} s  ${lane.padEnd(8)} ${each.length} files`;
    }),
    `The ${slowest.length} slowest spec files:`,
    ...slowest.map(line),
    ...(over.length === 0 ? [] : [`WARNING: more than ${TOLERANCE} times the budget:`]),
    ...over.map((time) => `${line(time)} (budget ${budgetOf(budgets, time.file)} s)`),
  ];
}

/** Keeps the times of the last run, for tools and for CI's artefacts. */
export function keepTimes(root: string, times: Time[]): void {
  const directory = join(root, 'node_modules/.cache/lava-test');
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'times.json'), `${JSON.stringify(times, undefined, 1)}\n`);
}
