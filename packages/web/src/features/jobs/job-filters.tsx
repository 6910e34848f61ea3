// SPDX-License-Identifier: Apache-2.0
import { CloseButton, Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { queries } from '../../data/queries.ts';
import { Icon } from '../../ui/icon/icon.tsx';
import type { JobsSearch } from './search.ts';

interface JobFiltersProps {
  filter: JobsSearch;
  onChange: (change: Partial<JobsSearch>) => void;
}

export function JobFilters({ filter, onChange }: JobFiltersProps) {
  const types = useQuery(queries.deviceTypes());
  const devices = useQuery(queries.devices());
  const { data: session } = useQuery(queries.session());
  const me = session?.user?.username;

  return (
    <Group gap="xs" role="search" aria-label="Filter jobs">
      <SearchText value={filter.search} onChange={(search) => onChange({ search })} />
      <Select
        aria-label="Device type"
        placeholder="Any device type"
        data={types.data?.items.map((type) => type.name) ?? []}
        value={filter.deviceType ?? null}
        onChange={(value) => onChange({ deviceType: value ?? undefined })}
        clearable
        searchable
        w={180}
      />
      <Select
        aria-label="Device"
        placeholder="Any device"
        data={devices.data?.items.map((device) => device.name) ?? []}
        value={filter.device ?? null}
        onChange={(value) => onChange({ device: value ?? undefined })}
        clearable
        searchable
        w={180}
      />
      <Select
        aria-label="Submitter"
        placeholder="Anybody"
        data={[...new Set([me, filter.submitter])].filter((name) => name !== undefined)}
        renderOption={({ option }) => (option.value === me ? `${me} (me)` : option.value)}
        value={filter.submitter ?? null}
        onChange={(value) => onChange({ submitter: value ?? undefined })}
        clearable
        w={150}
      />
    </Group>
  );
}

function SearchText({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  const [text, setText] = useState(value ?? '');
  // The address may change by itself: back and forward, or a link to all jobs.
  useEffect(() => setText(value ?? ''), [value]);
  const report = useDebouncedCallback((next: string) => onChange(next === '' ? undefined : next), 250);

  function change(next: string): void {
    setText(next);
    report(next);
  }

  return (
    <TextInput
      aria-label="Search in descriptions"
      placeholder="Search in descriptions"
      leftSection={<Icon name="search" size={16} />}
      rightSection={
        text && <CloseButton size="sm" aria-label="Clear the search" onClick={() => change('')} />
      }
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      maxLength={200}
      style={{ flex: '1 1 220px' }}
    />
  );
}
