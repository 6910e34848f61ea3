// SPDX-License-Identifier: Apache-2.0
import type { TrendPoint } from '@lava/protocol/api/trend.ts';
import { type Rates, summaryOf } from '@lava/protocol/trend/summary.ts';
import { Button, Group, ScrollArea, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { Anchor } from '../../ui/page/anchor.tsx';
import { Facts } from '../../ui/page/facts.tsx';
import { saveCsv, toCsv } from '../../ui/table/csv.ts';
import { DataTable } from '../../ui/table/data-table.tsx';
import { COLUMNS, type Row, short } from './columns.tsx';
import { pictureOf } from './picture.ts';

const HEIGHT = 320;
const Plot = lazy(async () => ({ default: (await import('./plot.tsx')).Plot }));

interface TrendFoundProps {
  name: string;
  /** Newest first. */
  points: readonly TrendPoint[];
  /** There are older ones. */
  more: boolean;
  /** Changes are looked for in medians of so many. */
  median: number;
  goal: number | undefined;
}

export function TrendFound({ name, points, more, median, goal }: TrendFoundProps) {
  const summary = useMemo(() => summaryOf(points, median), [points, median]);
  const picture = useMemo(() => pictureOf(points, summary), [points, summary]);
  const rows = useMemo((): Row[] => {
    const changes = new Map(summary.changes.map((change) => [change.job, change]));
    return points.map((point) => ({ ...point, change: changes.get(point.job) }));
  }, [points, summary]);
  const [sort, setSort] = useState<string>();
  const navigate = useNavigate();
  const open = useCallback(
    (id: number) => void navigate({ to: '/jobs/$id', params: { id }, search: { tab: 'results' } }),
    [navigate],
  );
  if (points.length === 0) return <Text>No job that you may see has this test case.</Text>;
  const { measured, devices } = summary;
  const unseen = points.length - picture.points.length;
  return (
    <>
      <Facts
        items={[
          ['Jobs', `${more ? 'the newest ' : ''}${points.length.toLocaleString('en')}`],
          ['Pass rate', percent(summary.passRate)],
          ['Flake rate', percent(summary.flakeRate)],
          measured && ['Median', `${short(measured.median)} ${measured.units ?? ''}`],
          measured && [
            '5th to 95th percentile',
            `${short(measured.p5)} to ${short(measured.p95)} ${measured.units ?? ''}`,
          ],
          measured && ['Level changes', summary.changes.length.toLocaleString('en')],
        ]}
      />
      <Stack gap={4}>
        <div
          role="img"
          aria-label={`${name} over time; the table below has the numbers`}
          style={{ minHeight: HEIGHT }}
        >
          <Suspense fallback={<Skeleton height={HEIGHT} animate={false} />}>
            <Plot picture={picture} goal={goal} height={HEIGHT} onOpen={open} />
          </Suspense>
        </div>
        {unseen > 0 && (
          <Text size="sm" c="dimmed">
            {unseen === 1 ? 'One job has' : `${unseen.toLocaleString('en')} jobs have`} no measurement in{' '}
            {measured?.units ?? 'this unit'}; the table shows them.
          </Text>
        )}
      </Stack>
      {devices.length > 1 && <Devices devices={devices} />}
      <Group justify="space-between">
        <Title order={2} size="h4">
          Jobs
        </Title>
        <Button
          size="xs"
          variant="default"
          onClick={() => saveCsv(`trend-${name}.csv`, toCsv(COLUMNS, rows))}
        >
          Download as CSV
        </Button>
      </Group>
      <DataTable
        label="Jobs of the trend"
        columns={COLUMNS}
        rows={rows}
        rowId={({ job }) => String(job)}
        nameOf={({ job }) => `job ${job}`}
        sort={sort}
        onSort={setSort}
        empty="No jobs."
      />
    </>
  );
}

/** More than that, of those that turn most, nobody compares. */
const MOST_DEVICES = 20;

function Devices({ devices }: { devices: readonly (Rates & { device: string })[] }) {
  return (
    <Stack gap="xs">
      <Title order={2} size="h4">
        Devices
      </Title>
      <ScrollArea>
        <Table maw={640} aria-label="Devices of the trend">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Device</Table.Th>
              <Table.Th>Jobs</Table.Th>
              <Table.Th>Pass rate</Table.Th>
              <Table.Th>Flake rate</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {devices.slice(0, MOST_DEVICES).map(({ device, jobs, passRate, flakeRate }) => (
              <Table.Tr key={device}>
                <Table.Td>
                  {device === '' ? (
                    'none'
                  ) : (
                    <Anchor to="/devices/$name" params={{ name: device }}>
                      {device}
                    </Anchor>
                  )}
                </Table.Td>
                <Table.Td>{jobs.toLocaleString('en')}</Table.Td>
                <Table.Td>{percent(passRate)}</Table.Td>
                <Table.Td>{percent(flakeRate)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea>
      {devices.length > MOST_DEVICES && (
        <Text size="sm" c="dimmed">
          The {MOST_DEVICES} that flake most of {devices.length.toLocaleString('en')}.
        </Text>
      )}
    </Stack>
  );
}

function percent(rate: number | null): string {
  return rate === null ? 'unknown' : `${Math.round(rate * 1_000) / 10} %`;
}
