// SPDX-License-Identifier: Apache-2.0
import { ActionIcon, Group, Text, TextInput, Tooltip } from '@mantine/core';
import type { KeyboardEvent, Ref } from 'react';
import { Icon } from '../ui/icon/icon.tsx';
import type { Search } from './use-search.ts';

/** Enter is next, Shift+Enter previous, Escape empties. */
export function LogSearch({ search, inputRef }: { search: Search; inputRef: Ref<HTMLInputElement> }) {
  const { query, found, step } = search;

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') search.setQuery('');
    else return;
    event.preventDefault();
  }

  return (
    <Group gap={4} wrap="nowrap" style={{ flex: '1 1 220px' }} maw={460} role="search">
      <TextInput
        ref={inputRef}
        size="xs"
        aria-label="Search in the log"
        placeholder="Search in the log"
        leftSection={<Icon name="search" size={14} />}
        rightSection={
          query && (
            <Text size="xs" c="dimmed" role="status" style={{ whiteSpace: 'nowrap' }}>
              {counter(search)}
            </Text>
          )
        }
        rightSectionWidth={query ? 'auto' : undefined}
        rightSectionProps={{ style: { paddingInline: 8 } }}
        value={query}
        onChange={(event) => search.setQuery(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        style={{ flex: 1 }}
      />
      <Tooltip label="Previous match (Shift+Enter)">
        <ActionIcon
          variant="default"
          size={30}
          aria-label="Previous match"
          disabled={found.length === 0}
          onClick={() => step(-1)}
        >
          <Icon name="up" size={16} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Next match (Enter)">
        <ActionIcon
          variant="default"
          size={30}
          aria-label="Next match"
          disabled={found.length === 0}
          onClick={() => step(1)}
        >
          <Icon name="down" size={16} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

/** Lines, not occurrences: you jump to a line. */
function counter({ found, index, done }: Search): string {
  if (found.length === 0) return done ? 'no match' : '…';
  const total = `${found.length.toLocaleString('en')}${done ? '' : '+'}`;
  return `${(index + 1).toLocaleString('en')} of ${total}`;
}
