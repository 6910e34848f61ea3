// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

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

/** Seconds by spec file, as measured on two cores; `./lava test --write-budgets` writes them. */
export type Budgets = Record<string, number>;

const BUDGETS = join(import.meta.dirname, 'budgets.json');
/** Times of the last run, below the root. */
const TIMES = 'node_modules/.cache/lava-test/times.json';

export function readBudgets(): Budgets {
  return JSON.parse(readFileSync(BUDGETS, 'utf8')) as Budgets;
}

export function budgetOf(budgets: Budgets, file: string): number {
  return budgets[file] ?? DEFAULT_BUDGET;
}

/**
 * Budgets after a run: what each file took, rounded up. Files that it did not run keep theirs, files that took less than the
 * default need no entry, and files that are gone lose theirs.
 */
export function budgetsAfter(budgets: Budgets, times: Time[], exists: (file: string) => boolean): Budgets {
  const all = {
    ...budgets,
    ...Object.fromEntries(times.map(({ file, seconds }) => [file, Math.ceil(seconds)])),
  };
  const kept = Object.entries(all).filter(([file, seconds]) => seconds > DEFAULT_BUDGET && exists(file));
  return Object.fromEntries(kept.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** @param root of the tree whose files count @param file times of a run; those of the last one by default. @returns files with a budget @throws Error without that file */
export function writeBudgets(root: string, file = join(root, TIMES)): number {
  if (!existsSync(file)) throw new Error(`there are no times in ${file}: run ./lava test first`);
  const times = JSON.parse(readFileSync(file, 'utf8')) as Time[];
  const budgets = budgetsAfter(readBudgets(), times, (each) => existsSync(join(root, each)));
  writeFileSync(BUDGETS, `${JSON.stringify(budgets, undefined, 2)}\n`);
  return Object.keys(budgets).length;
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
  mkdirSync(dirname(join(root, TIMES)), { recursive: true });
  writeFileSync(join(root, TIMES), `${JSON.stringify(times, undefined, 1)}\n`);
}
