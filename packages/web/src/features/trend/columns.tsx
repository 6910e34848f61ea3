// SPDX-License-Identifier: Apache-2.0
import type { TrendPoint } from '@lava/protocol/api/trend.ts';
import type { TrendSummary } from '@lava/protocol/trend/summary.ts';
import { VERDICT } from '../../entities/job/status.ts';
import { StatusBadge } from '../../ui/badge/status-badge.tsx';
import { Anchor } from '../../ui/page/anchor.tsx';
import type { Column } from '../../ui/table/column.ts';
import { Time } from '../../ui/time/time.tsx';

export interface Row extends TrendPoint {
  /** It is the first job of a new level. */
  change: TrendSummary['changes'][number] | undefined;
}

export const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'job',
    header: 'Job',
    width: '110px',
    sortable: true,
    value: ({ job }) => job,
    cell: ({ job }) => (
      <Anchor to="/jobs/$id" params={{ id: job }} search={{ tab: 'results' }} fw={600}>
        {job}
      </Anchor>
    ),
  },
  {
    id: 'result',
    header: 'Result',
    width: '110px',
    sortable: true,
    phone: 'end',
    value: ({ result }) => result,
    cell: ({ result }) => <StatusBadge status={VERDICT[result]} />,
  },
  {
    id: 'measurement',
    header: 'Measurement',
    sortable: true,
    value: ({ measurement }) => measurement,
    cell: ({ measurement, units }) => (measurement === null ? '–' : `${measurement} ${units ?? ''}`),
  },
  { id: 'change', header: 'Level', width: '20%', phone: 'line', value: changeText },
  {
    id: 'device',
    header: 'Device',
    width: '18%',
    sortable: true,
    from: 'tablet',
    value: ({ device }) => device,
    cell: ({ device }) =>
      device === '' ? (
        '–'
      ) : (
        <Anchor to="/devices/$name" params={{ name: device }}>
          {device}
        </Anchor>
      ),
  },
  {
    id: 'time',
    header: 'Submitted',
    width: '170px',
    sortable: true,
    value: ({ time }) => time,
    cell: ({ time }) => <Time time={time} />,
  },
];

function changeText({ change }: Row): string | null {
  return change === undefined ? null : `${short(change.before)} → ${short(change.after)}`;
}

/** As much of a number as people compare. */
export function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
