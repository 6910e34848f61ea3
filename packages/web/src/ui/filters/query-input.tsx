// SPDX-License-Identifier: Apache-2.0
import { completeFilter } from '@lava/protocol/filter/complete.ts';
import { readFilter } from '@lava/protocol/filter/parse.ts';
import { Autocomplete } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Icon } from '../icon/icon.tsx';
import type { QueryFilter } from './filter.ts';

interface QueryInputProps extends Pick<QueryFilter, 'label' | 'names'> {
  /** As the address has it. */
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** A filter as one text, with what may come next; the address follows Enter, or when the field is left. */
export function QueryInput({ label, names, value, onChange }: QueryInputProps) {
  const [text, setText] = useState(value ?? '');
  useEffect(() => setText(value ?? ''), [value]);
  const [typed] = useDebouncedValue(text, 200);
  const [, key = '', part = ''] = /(?:^|\s)-?([a-z]+):(?:\S*,)?([^\s,]*)$/.exec(typed) ?? [];
  const source = names[key];
  const found = useQuery({
    queryKey: [source?.resource ?? 'none', 'list', 'names', part],
    queryFn: ({ signal }) => source?.names(part, signal) ?? [],
    placeholderData: keepPreviousData,
    enabled: source !== undefined,
  });
  const [problem] = readFilter(text, Date.now()).problems;
  const unfinished = /:$/.test(text);
  const options = completeFilter(text, { [key]: found.data ?? [] });
  const about = new Map(options.map((option) => [option.value, option]));

  function send(next: string): void {
    const trimmed = next.trim();
    if (readFilter(trimmed, Date.now()).problems.length > 0) return;
    onChange(trimmed === '' ? undefined : trimmed);
  }

  return (
    <Autocomplete
      aria-label={label}
      placeholder="type:qemu result:fail after:7d"
      leftSection={<Icon name="filter" size={16} />}
      value={text}
      onChange={setText}
      data={options.map((option) => option.value)}
      filter={({ options: all }) => all}
      renderOption={({ option }) => {
        const { label: shown = option.value, about: meaning = '' } = about.get(option.value) ?? {};
        return (
          <span>
            <b>{shown}</b> {meaning}
          </span>
        );
      }}
      onKeyDown={(event) => event.key === 'Enter' && send(event.currentTarget.value)}
      onBlur={(event) => send(event.currentTarget.value)}
      error={problem && !unfinished ? `Column ${problem.where?.column}: ${problem.message}` : undefined}
      maxLength={1_000}
      style={{ flex: '1 1 260px', maxWidth: 460 }}
    />
  );
}
