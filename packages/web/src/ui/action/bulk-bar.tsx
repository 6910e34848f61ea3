// SPDX-License-Identifier: Apache-2.0
import { Button, Group, Text, Tooltip } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Selection } from '../table/selection.ts';
import type { BulkAction } from './bulk-action.ts';
import classes from './bulk-bar.module.css';
import { BulkDialog } from './bulk-dialog.tsx';

interface BulkBarProps<T> {
  selection: Selection<T>;
  actions: readonly BulkAction<T>[];
  count: (rows: number) => string;
  nameOf: (row: T) => string;
  abilities: (row: T) => readonly string[];
  onDone: () => void;
  /** The way to choose all that match. */
  children?: ReactNode;
}

/** What can be done to the rows that are chosen; stays in view while they scroll away. */
export function BulkBar<T>(props: BulkBarProps<T>) {
  const { selection, actions, count } = props;
  const [asked, setAsked] = useState<BulkAction<T>>();
  const rows = [...selection.chosen.values()];
  const able = (action: BulkAction<T>) => rows.filter((row) => props.abilities(row).includes(action.ability));
  return (
    <Group gap="sm" className={classes.bar}>
      <Text size="sm" role="status">
        {count(rows.length)} chosen
      </Text>
      {actions.map((action) => {
        const to = able(action).length;
        return (
          <Tooltip
            key={action.label}
            label={to === 0 ? 'Not possible for any of these' : `Possible for ${to} of these`}
            disabled={to === rows.length}
          >
            <Button
              size="compact-sm"
              variant="default"
              c={action.danger && to > 0 ? 'red' : undefined}
              data-disabled={to === 0 || undefined}
              aria-disabled={to === 0 || undefined}
              onClick={() => to > 0 && setAsked(action)}
            >
              {action.label}
              {to > 0 && to < rows.length && ` ${to}`}
            </Button>
          </Tooltip>
        );
      })}
      {props.children}
      <Button size="compact-sm" variant="subtle" onClick={selection.clear} ml="auto">
        Choose none
      </Button>
      {asked && (
        <BulkDialog
          action={asked}
          rows={able(asked)}
          count={count}
          nameOf={props.nameOf}
          onDone={props.onDone}
          onClose={() => {
            setAsked(undefined);
            selection.clear();
          }}
        />
      )}
    </Group>
  );
}
