// SPDX-License-Identifier: Apache-2.0
import type { TestResult } from '@lava/protocol/api/jobs.ts';
import { RESULTS, type Verdict } from '@lava/protocol/record/record.ts';
import { Group, SegmentedControl, Text, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { Icon } from '../../../ui/icon/icon.tsx';
import { filterResults } from './filter.ts';
import { ResultsTable } from './results-table.tsx';

interface ResultsTabProps {
  results: TestResult[];
  onLines: (range: { first: number; last: number }) => void;
}

export function ResultsTab({ results, onLines }: ResultsTabProps) {
  const [verdict, setVerdict] = useState<Verdict | 'all'>('all');
  const [text, setText] = useState('');
  const shown = useMemo(() => filterResults(results, verdict, text), [results, verdict, text]);
  return (
    <>
      <Group gap="sm" px="md" py="xs" role="search" aria-label="Filter results">
        <TextInput
          size="xs"
          aria-label="Search in results"
          placeholder="Search in results"
          leftSection={<Icon name="search" size={14} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          style={{ flex: '0 1 300px' }}
        />
        <SegmentedControl
          size="xs"
          aria-label="Verdict"
          value={verdict}
          onChange={(value) => setVerdict(value as Verdict | 'all')}
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
