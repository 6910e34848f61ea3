// SPDX-License-Identifier: Apache-2.0
import { Select, type SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { NameFilter } from './filter.ts';

type NameSelectProps = Pick<NameFilter, 'resource' | 'names'> &
  Omit<SelectProps, 'data' | 'searchValue' | 'onSearchChange' | 'filter'>;

/** Chooses a name; what is typed is searched by the server, which may have thousands. */
export function NameSelect({ resource, names, ...props }: NameSelectProps) {
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text === props.value ? '' : text, 200);
  const [open, setOpen] = useState(false);
  const found = useQuery({
    queryKey: [resource, 'list', 'names', search],
    queryFn: ({ signal }) => names(search, signal),
    placeholderData: keepPreviousData,
    enabled: open,
  });
  const { value } = props;
  return (
    <Select
      searchable
      nothingFoundMessage={
        found.isFetching ? 'Searching' : found.error ? 'Not available' : 'None of that name'
      }
      {...props}
      data={[...new Set([...(value ? [value] : []), ...(found.data ?? [])])]}
      filter={({ options }) => options}
      searchValue={text}
      onSearchChange={setText}
      onDropdownOpen={() => setOpen(true)}
    />
  );
}
