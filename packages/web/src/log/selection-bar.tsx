// SPDX-License-Identifier: Apache-2.0

import { lineText } from '@lava/protocol/record/line-text.ts';
import { CloseButton, Group, Paper, Text } from '@mantine/core';
import { CopyAction } from '../ui/copy/copy-action.tsx';
import { formatLineRange, type LineRange } from './line-range.ts';
import type { LineStore } from './line-store.ts';
import classes from './selection-bar.module.css';

/** The largest number of lines that are copied as text. */
const MOST = 10_000;

/** Actions on the lines that the address points at. */
export function SelectionBar({
  store,
  range,
  onClear,
}: {
  store: LineStore;
  range: LineRange;
  onClear: () => void;
}) {
  const link = `${location.origin}${location.pathname}#${formatLineRange(range)}`;
  return (
    <Paper className={classes.bar} shadow="md" withBorder p={6} pl="sm">
      <Group gap="xs" wrap="nowrap">
        <Text size="xs" fw={600} style={{ whiteSpace: 'nowrap' }}>
          {range.first === range.last ? `Line ${range.first}` : `Lines ${range.first} to ${range.last}`}
        </Text>
        <CopyAction value={textOf(store, range)} label="Copy text" />
        <CopyAction value={link} label="Copy link" />
        <CloseButton size="sm" onClick={onClear} aria-label="Clear the selection" />
      </Group>
    </Paper>
  );
}

function textOf(store: LineStore, { first, last }: LineRange): string {
  const lines: string[] = [];
  for (let line = first; line <= Math.min(last, first + MOST - 1, store.count); line++) {
    const record = store.record(line - 1);
    if (record) lines.push(lineText(record));
  }
  return lines.join('\n');
}
