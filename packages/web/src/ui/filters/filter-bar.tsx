// SPDX-License-Identifier: Apache-2.0
import { Group, Select } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Filter } from './filter.ts';
import { NameSelect } from './name-select.tsx';
import { QueryInput } from './query-input.tsx';
import { SearchInput } from './search-input.tsx';
import { SinceSelect } from './since-select.tsx';

interface FilterBarProps {
  label: string;
  filters: readonly Filter[];
  values: Record<string, string | undefined>;
  onChange: (change: Record<string, string | undefined>) => void;
  /** At its end. */
  children?: ReactNode;
}

/** The filters of a list, each as the address has it. */
export function FilterBar({ label, filters, values, onChange, children }: FilterBarProps) {
  return (
    <Group gap="xs" role="search" aria-label={label}>
      {filters.map((filter) => {
        const { kind, key, label } = filter;
        const value = values[key];
        const set = (next: string | null | undefined) => onChange({ [key]: next ?? undefined });
        if (kind === 'search')
          return (
            <SearchInput key={key} label={label} value={value} onChange={set} small={key !== 'search'} />
          );
        if (kind === 'query')
          return <QueryInput key={key} label={label} names={filter.names} value={value} onChange={set} />;
        const shared = {
          'aria-label': label,
          placeholder: label,
          value: value ?? null,
          onChange: set,
          clearable: true,
          w: 168,
        };
        if (kind === 'choice') return <Select key={key} {...shared} data={[...filter.options]} />;
        if (kind === 'since') return <SinceSelect key={key} {...shared} />;
        return <NameSelect key={key} {...shared} resource={filter.resource} names={filter.names} />;
      })}
      {children}
    </Group>
  );
}
