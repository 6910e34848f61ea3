// SPDX-License-Identifier: Apache-2.0
import { JOB_HEALTHS, JOB_STATES } from '@lava/protocol/api/jobs.ts';
import { CloseButton, Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queries } from '../../data/queries.ts';
import { jobStatus } from '../../entities/job/status.ts';
import { Icon } from '../../ui/icon/icon.tsx';
import type { JobsSearch } from './search.ts';

/** One list for state and outcome: people ask for "running" or "incomplete", not for a state and a health. */
const STATUSES = [
  ...JOB_STATES.filter((state) => state !== 'finished').map((state) => ({
    value: `state:${state}`,
    label: jobStatus({ state, health: 'unknown' }).label,
  })),
  ...JOB_HEALTHS.filter((health) => health !== 'unknown').map((health) => ({
    value: `health:${health}`,
    label: jobStatus({ state: 'finished', health }).label,
  })),
];

interface JobFiltersProps {
  filter: JobsSearch;
  onChange: (change: Partial<JobsSearch>) => void;
}

export function JobFilters({ filter, onChange }: JobFiltersProps) {
  const types = useQuery(queries.deviceTypes());
  const devices = useQuery(queries.devices());
  const { data: session } = useQuery(queries.session());
  const me = session?.user?.username;
  const status = filter.state ? `state:${filter.state}` : filter.health ? `health:${filter.health}` : null;

  function setStatus(value: string | null): void {
    const [key, word] = value?.split(':') ?? [];
    onChange({ state: undefined, health: undefined, ...(key && { [key]: word }) });
  }

  return (
    <Group gap="xs" role="search" aria-label="Filter jobs">
      <SearchText value={filter.search} onChange={(search) => onChange({ search })} />
      <Select
        aria-label="Status"
        placeholder="Any status"
        data={STATUSES}
        value={status}
        onChange={setStatus}
        clearable
        w={150}
      />
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
