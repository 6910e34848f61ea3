// SPDX-License-Identifier: Apache-2.0
import type { TestResult } from '@lava/protocol/api/jobs.ts';
import { RESULTS, type Verdict } from '@lava/protocol/record/verdict.ts';
import { Group, SegmentedControl, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { Icon } from '../../../ui/icon/icon.tsx';
import { filterResults, worstFirst } from './filter.ts';
import { ResultsTable } from './results-table.tsx';

const route = getRouteApi('/jobs/$id');

interface ResultsTabProps {
  results: TestResult[];
  onLines: (range: { first: number; last: number }) => void;
}

export function ResultsTab({ results, onLines }: ResultsTabProps) {
  const { verdict = 'all', q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const [text, setText] = useState(q);
  const keep = useDebouncedCallback((next: string) => search({ q: next || undefined }), 300);

  function search(change: { verdict?: Verdict | undefined; q?: string | undefined }): void {
    navigate({ to: '.', search: (old) => ({ ...old, ...change }), replace: true });
  }

  const shown = useMemo(() => worstFirst(filterResults(results, verdict, text)), [results, verdict, text]);
  return (
    <>
      <Group gap="sm" px="md" py="xs" role="search" aria-label="Filter results">
        <TextInput
          size="xs"
          aria-label="Search in results"
          placeholder="Search in results"
          leftSection={<Icon name="search" size={14} />}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            keep(event.currentTarget.value);
          }}
          style={{ flex: '0 1 300px' }}
        />
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
      </Group>
      <ResultsTable results={shown} onLines={onLines} />
    </>
  );
}
