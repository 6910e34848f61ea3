// SPDX-License-Identifier: Apache-2.0
import { ADDED_BY } from '@lava/protocol/record/added.ts';
import { isMissed, MISSED } from '@lava/protocol/record/missed.ts';
import { Text } from '@mantine/core';
import { VERDICT } from '../../../entities/job/status.ts';
import { StatusBadge } from '../../../ui/badge/status-badge.tsx';
import { Icon } from '../../../ui/icon/icon.tsx';
import { Anchor } from '../../../ui/page/anchor.tsx';
import type { Column } from '../../../ui/table/column.ts';
import classes from './columns.module.css';
import type { ShownResult } from './merge.ts';
import { linesOf } from './merge.ts';
import { Reference } from './reference.tsx';

/** @param deviceType of the job; trends are of jobs on devices like its own @param onLines shows lines of the log */
export function columnsOf(
  deviceType: string | null,
  onLines: (range: { first: number; last: number }) => void,
): Column<ShownResult>[] {
  return [
    {
      id: 'result',
      header: 'Result',
      width: '96px',
      sortable: true,
      value: ({ result }) => result,
      cell: (found) => (
        <span title={isMissed(found) ? MISSED.reason : found.known?.reason}>
          <StatusBadge status={statusOf(found)} />
        </span>
      ),
    },
    {
      id: 'suite',
      header: 'Suite',
      width: '14%',
      from: 'tablet',
      sortable: true,
      value: ({ suite }) => suite,
      cell: ({ suite }) => <Long text={suite} />,
    },
    {
      id: 'set',
      header: 'Set',
      width: '9%',
      from: 'tablet',
      sortable: true,
      value: ({ set }) => set,
      cell: ({ set }) => set && <Long text={set} />,
    },
    {
      id: 'case',
      header: 'Test case',
      sortable: true,
      value: ({ name }) => name,
      cell: (result) => <Case result={result} onLines={onLines} />,
    },
    {
      id: 'measurement',
      header: 'Measurement',
      width: '16%',
      phone: 'line',
      sortable: true,
      value: measured,
      cell: (result) => measured(result),
    },
    {
      id: 'reference',
      header: 'Reference',
      width: '16%',
      from: 'tablet',
      sortable: true,
      value: ({ reference }) => reference,
      cell: ({ reference }) => <Reference text={reference} />,
    },
    {
      id: 'trend',
      header: 'Trend',
      width: '76px',
      from: 'tablet',
      value: () => null,
      cell: (result) => <TrendLink result={result} deviceType={deviceType} />,
    },
  ];
}

/** A failure that is known is not one that somebody looks for; a pass that nobody expected is. */
function statusOf(found: ShownResult) {
  const { result, known } = found;
  if (isMissed(found)) return { label: 'missed', color: 'gray' };
  if (known && result === 'fail') return { label: 'known', color: 'gray' };
  return known && result === 'pass' ? { label: 'unexpected', color: 'cyan' } : VERDICT[result];
}

function measured({ measurement, units }: ShownResult): string | null {
  return measurement === null ? null : `${measurement} ${units ?? ''}`.trimEnd();
}

function TrendLink({ result, deviceType }: { result: ShownResult; deviceType: string | null }) {
  const { suite, set, name } = result;
  return (
    <Anchor
      to="/trend"
      search={{
        // The number says only which test of the job it was.
        ...{ suite: suite.replace(/^\d+_/, ''), case: name, set: set ?? undefined },
        filter: deviceType === null ? undefined : `type:${deviceType}`,
      }}
      aria-label={`Trend of ${name}`}
      display="inline-block"
    >
      <Icon name="trend" size={16} />
    </Anchor>
  );
}

function Long({ text }: { text: string }) {
  return (
    <span title={text} className={classes.long}>
      {text}
    </span>
  );
}

function Case({
  result,
  onLines,
}: {
  result: ShownResult;
  onLines: (range: { first: number; last: number }) => void;
}) {
  const lines = linesOf(result);
  if (!lines)
    return (
      <span title={metadata(result).join('\n')}>
        {result.name}{' '}
        <Text span size="xs" c="dimmed">
          added by {String(result.metadata[ADDED_BY])}
        </Text>
      </span>
    );
  return (
    <button
      type="button"
      className={classes.name}
      onClick={() => onLines(lines)}
      title={[`Show line ${lines.first} of the log`, ...metadata(result)].join('\n')}
    >
      {result.name}
    </button>
  );
}

function metadata({ metadata }: ShownResult): string[] {
  return Object.entries(metadata).map(([key, value]) => `${key}: ${String(value)}`);
}
