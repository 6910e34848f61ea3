// SPDX-License-Identifier: Apache-2.0
import { type CaseChange, CHANGE_TEXTS, type Change, type Side } from '@lava/protocol/api/compare.ts';
import { Badge } from '@mantine/core';
import type { Column } from '../../ui/table/column.ts';

export const COLORS: Record<Change, string> = {
  broken: 'red',
  fixed: 'teal',
  unexpected: 'cyan',
  known: 'gray',
  failing: 'orange',
  changed: 'yellow',
  missing: 'yellow',
  new: 'blue',
  measured: 'grape',
  same: 'gray',
};

export const COLUMNS: readonly Column<CaseChange>[] = [
  {
    id: 'change',
    header: 'Change',
    width: '110px',
    value: ({ change }) => change,
    cell: ({ change }) => (
      <Badge variant="light" tt="none" color={COLORS[change]} title={`It ${CHANGE_TEXTS[change]}`}>
        {change}
      </Badge>
    ),
  },
  {
    id: 'suite',
    header: 'Suite',
    width: '16%',
    from: 'tablet',
    value: ({ suite }) => suite,
    cell: ({ suite }) => suite,
  },
  {
    id: 'case',
    header: 'Test case',
    value: caseOf,
    cell: caseOf,
  },
  {
    id: 'before',
    header: 'Before',
    width: '18%',
    value: ({ before }) => textOf(before),
    cell: ({ before }) => textOf(before),
  },
  {
    id: 'after',
    header: 'After',
    width: '18%',
    value: ({ after }) => textOf(after),
    cell: ({ after }) => textOf(after),
  },
  {
    id: 'percent',
    header: 'Difference',
    width: '100px',
    from: 'tablet',
    value: percentOf,
    cell: percentOf,
  },
];

function caseOf({ set, name }: CaseChange): string {
  return set === null ? name : `${set}/${name}`;
}

function percentOf({ percent }: CaseChange): string {
  return percent === null ? '' : `${percent > 0 ? '+' : ''}${percent} %`;
}

function textOf(side: Side | null): string {
  return side === null
    ? 'absent'
    : [side.result, side.measurement, side.units].filter((part) => part !== null).join(' ');
}
