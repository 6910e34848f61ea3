// SPDX-License-Identifier: Apache-2.0
import {
  type CaseChange,
  CHANGES,
  type Change,
  type Comparison,
  type Side,
} from '@lava/protocol/api/compare.ts';
import { exitCode } from '../../exit-code.ts';
import type { Column } from '../../output/columns.ts';
import {
  argument,
  flag,
  integer,
  JobNumber,
  option,
  optionWithDefault,
  Text,
} from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

const STYLES: Partial<Record<Change, 'red' | 'green' | 'yellow'>> = {
  broken: 'red',
  fixed: 'green',
  unexpected: 'yellow',
  missing: 'yellow',
  changed: 'yellow',
};

const COLUMNS: readonly Column<CaseChange>[] = [
  { key: 'change', value: ({ change }) => change, style: ({ change }) => STYLES[change] },
  { key: 'suite', value: ({ suite }) => suite },
  { key: 'set', value: ({ set }) => set, wide: true },
  { key: 'case', value: ({ name }) => name },
  { key: 'before', value: ({ before }) => textOf(before) },
  { key: 'after', value: ({ after }) => textOf(after) },
  { key: 'percent', value: ({ percent }) => percent },
];

export const compare = defineVerb({
  summary: 'what became of each test case from one job to another; exit code 1 when one broke',
  list: true,
  arguments: {
    before: argument('number of the first job', JobNumber, 'jobs'),
    after: argument('number of the job that is compared with it', JobNumber, 'jobs'),
  },
  options: {
    suite: option('only this suite, with or without the number in front', { schema: Text, value: 'name' }),
    all: flag("the dispatcher's own steps (suite lava) too"),
    percent: optionWithDefault('a measurement that differs by no more counts as the same', 5, {
      schema: integer(0, 1_000_000),
      value: 'percent',
    }),
  },
  async run(context, { before, after }, { suite, all, percent }) {
    const query = { suite, percent, ...(all && { all: 'true' }) };
    const found = await context.client().jobs.compare(before, after, query);
    context.output.list({ items: found.items, next: null, columns: COLUMNS });
    context.note(sumOf(found));
    return exitCode((found.counts.broken ?? 0) > 0 ? 'failed' : 'ok');
  },
});

function sumOf({ counts }: Comparison): string {
  const parts = CHANGES.flatMap((change) => (counts[change] ? `${counts[change]} ${change}` : []));
  return parts.length > 0 ? parts.join(', ') : 'neither job has test cases';
}

function textOf(side: Side | null): string | null {
  if (side === null) return null;
  return [side.result, side.measurement, side.units].filter((part) => part !== null).join(' ');
}
