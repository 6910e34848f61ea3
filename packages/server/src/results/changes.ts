// SPDX-License-Identifier: Apache-2.0
import {
  type CaseChange,
  CHANGES,
  type Change,
  type Comparison,
  type Side,
} from '@lava/protocol/api/compare.ts';
import type { Verdict } from '@lava/protocol/record/verdict.ts';
import type { ComparedRow } from '../db/queries/compare.ts';

/** A case that was reported several times is its worst. */
const WORST: readonly Verdict[] = ['pass', 'skip', 'unknown', 'fail'];

/** Of several reports of one case; at least one. */
export function worst(results: readonly Verdict[]): Verdict {
  return WORST[Math.max(...results.map((result) => WORST.indexOf(result)))] ?? 'unknown';
}

type Case = Side & Pick<CaseChange, 'suite' | 'set' | 'name'>;

/**
 * What became of each case.
 * @param percent a measurement that differs by no more counts as the same
 * @param isKnown whether a case of the job afterwards may fail
 */
export function changesBetween(
  before: readonly ComparedRow[],
  after: readonly ComparedRow[],
  percent: number,
  isKnown: (one: Pick<CaseChange, 'suite' | 'set' | 'name'>) => boolean,
): Pick<Comparison, 'counts' | 'items'> {
  const [old, now] = [byPath(before), byPath(after)];
  const counts = Object.fromEntries(CHANGES.map((change) => [change, 0])) as Record<Change, number>;
  const items: CaseChange[] = [];
  for (const path of new Set([...old.keys(), ...now.keys()])) {
    const item = changeOf(old.get(path), now.get(path), percent, isKnown);
    counts[item.change] += 1;
    if (item.change !== 'same') items.push(item);
  }
  const rank = ({ change }: CaseChange) => CHANGES.indexOf(change);
  return { counts, items: items.sort((a, b) => rank(a) - rank(b)) };
}

function byPath(rows: readonly ComparedRow[]): Map<string, Case> {
  const cases = new Map<string, Case>();
  for (const { suite, set_name: set, name, result, measurement, units } of rows) {
    const path = JSON.stringify([suite, set, name]);
    const known = cases.get(path);
    const worse = worst(known ? [known.result, result] : [result]);
    const measured = measurement === null && known ? known : { measurement, units };
    cases.set(path, {
      suite,
      set,
      name,
      result: worse,
      measurement: measured.measurement,
      units: measured.units,
    });
  }
  return cases;
}

function changeOf(
  old: Case | undefined,
  now: Case | undefined,
  percent: number,
  isKnown: (one: Case) => boolean,
): CaseChange {
  const { suite, set, name } = (now ?? old) as Case;
  const difference = differenceOf(old, now);
  return {
    ...{ change: knownChange(now, isKnown) ?? verdictOf(old, now, difference, percent), suite, set, name },
    ...{ before: sideOf(old), after: sideOf(now), percent: difference },
  };
}

/** Of a case that may fail. */
function knownChange(now: Case | undefined, isKnown: (one: Case) => boolean): Change | undefined {
  if ((now?.result !== 'fail' && now?.result !== 'pass') || !isKnown(now)) return undefined;
  return now.result === 'fail' ? 'known' : 'unexpected';
}

function verdictOf(
  old: Case | undefined,
  now: Case | undefined,
  difference: number | null,
  percent: number,
): Change {
  if (now === undefined) return 'missing';
  if (now.result === 'fail') return old?.result === 'fail' ? 'failing' : 'broken';
  if (old === undefined) return 'new';
  if (old.result === 'fail' && now.result === 'pass') return 'fixed';
  if (old.result !== now.result) return 'changed';
  return difference !== null && Math.abs(difference) > percent ? 'measured' : 'same';
}

/** Percent from the old value to the new; null without two values of the same units, and from zero. */
function differenceOf(old: Case | undefined, now: Case | undefined): number | null {
  if (!old || !now || old.units !== now.units) return null;
  if (old.measurement === null || now.measurement === null) return null;
  const [from, to] = [Number(old.measurement), Number(now.measurement)];
  if (from === to) return 0;
  const percent = ((to - from) / Math.abs(from)) * 100;
  return Number.isFinite(percent) ? Math.round(percent * 100) / 100 : null;
}

function sideOf(one: Case | undefined): Side | null {
  return one ? { result: one.result, measurement: one.measurement, units: one.units } : null;
}
