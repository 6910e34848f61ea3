// SPDX-License-Identifier: Apache-2.0
import type { Job } from '@lava/protocol/api/jobs.ts';
import { RESULTS, type Verdict } from '@lava/protocol/record/verdict.ts';
import { Group, SegmentedControl, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { SearchInput } from '../../../ui/filters/search-input.tsx';
import { LinkButton } from '../../../ui/page/link-button.tsx';
import { saveCsv, toCsv } from '../../../ui/table/csv.ts';
import { DataTable } from '../../../ui/table/data-table.tsx';
import type { Groups } from '../../../ui/table/groups.ts';
import { columnsOf } from './columns.tsx';
import { DownloadMenu } from './download-menu.tsx';
import { filterResults, worstFirst } from './filter.ts';
import type { ShownResult } from './merge.ts';
import { VerdictBadges } from './verdict-counts.tsx';

const route = getRouteApi('/jobs/$id');

interface ResultsTabProps {
  job: Pick<Job, 'id' | 'deviceType'>;
  results: ShownResult[];
  onLines: (range: { first: number; last: number }) => void;
}

const rowId = ({ record }: ShownResult) => String(record);

/** By suite, in the order of `worstFirst`, as long as the reader does not sort. */
const SUITES: Groups<ShownResult> = {
  of: ({ suite }) => suite,
  about: (rows) => <VerdictBadges results={rows} />,
};

export function ResultsTab({ job: { id: job, deviceType }, results, onLines }: ResultsTabProps) {
  const { verdict = 'all', q, sort } = route.useSearch();
  const navigate = route.useNavigate();
  const columns = useMemo(() => columnsOf(deviceType, onLines), [deviceType, onLines]);
  const shown = useMemo(() => worstFirst(filterResults(results, verdict, q ?? '')), [results, verdict, q]);

  function search(change: {
    verdict?: Verdict | undefined;
    q?: string | undefined;
    sort?: string | undefined;
  }): void {
    navigate({ to: '.', search: (old) => ({ ...old, ...change }), replace: true });
  }

  return (
    <>
      <Group gap="sm" px="md" py="xs" role="search" aria-label="Filter results">
        <SearchInput label="Search in results" value={q} onChange={(next) => search({ q: next })} />
        <SegmentedControl
          size="xs"
          aria-label="Verdict"
          value={verdict}
          onChange={(value) => search({ verdict: value === 'all' ? undefined : (value as Verdict) })}
          data={['all', ...RESULTS.filter((one) => results.some((result) => result.result === one))]}
        />
        <Text size="xs" c="dimmed" role="status">
          {shown.length === results.length
            ? `${results.length.toLocaleString('en')} results`
            : `${shown.length.toLocaleString('en')} of ${results.length.toLocaleString('en')} results`}
        </Text>
        <LinkButton size="xs" variant="default" ml="auto" to="/compare" search={{ after: job }}>
          Compare
        </LinkButton>
        <DownloadMenu job={job} onSave={() => saveCsv(`job-${job}-results.csv`, toCsv(columns, shown))} />
      </Group>
      <DataTable
        label="Results"
        scroll="box"
        columns={columns}
        rows={shown}
        rowId={rowId}
        sort={sort}
        onSort={(next) => search({ sort: next })}
        groups={SUITES}
        empty={results.length === 0 ? 'No results yet.' : 'No result matches these filters.'}
      />
    </>
  );
}
