// SPDX-License-Identifier: Apache-2.0
import { Button, Menu } from '@mantine/core';
import { Icon } from '../../ui/icon/icon.tsx';
import { type Column, type Sort, sortOf, toSort } from '../../ui/table/column.ts';
import type { ColumnChoice } from '../../ui/table/use-column-choice.ts';
import classes from './list.module.css';

interface ListMenuProps<T> {
  columns: readonly Column<T>[];
  choice: ColumnChoice<T>;
  sort: Sort;
  onSort: (sort: Sort) => void;
  onSave: () => void;
}

/** How a list is shown: order (where there are no headings), columns, and the way out of it. */
export function ListMenu<T>({ columns, choice, sort, onSort, onSave }: ListMenuProps<T>) {
  const sorted = sortOf(sort);
  return (
    <Menu position="bottom-end" closeOnItemClick={false} width={220}>
      <Menu.Target>
        <Button variant="default" leftSection={<Icon name="filter" size={16} />} ml="auto">
          View
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.phoneOnly}>
          <Menu.Label>Order</Menu.Label>
          {columns
            .filter(({ sortable }) => sortable)
            .map(({ id, header }) => (
              <Menu.Item
                key={id}
                leftSection={<Mark on={sorted?.id === id} icon={sorted?.desc ? 'down' : 'up'} />}
                onClick={() => onSort(toSort({ id, desc: sorted?.id === id && !sorted.desc }))}
              >
                {header}
              </Menu.Item>
            ))}
          <Menu.Divider />
        </div>
        <Menu.Label>Columns</Menu.Label>
        {columns.map(({ id, header }, index) => (
          <Menu.Item
            key={id}
            aria-label={`${header}, ${choice.isShown(id) ? 'shown' : 'hidden'}`}
            disabled={index === 0}
            leftSection={<Mark on={choice.isShown(id)} icon="check" />}
            onClick={() => choice.toggle(id)}
          >
            {header}
          </Menu.Item>
        ))}
        {choice.reset && <Menu.Item onClick={choice.reset}>As it was</Menu.Item>}
        <Menu.Divider />
        <Menu.Item closeMenuOnClick leftSection={<Icon name="download" size={14} />} onClick={onSave}>
          Download as CSV
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Mark({ on, icon }: { on: boolean; icon: 'check' | 'up' | 'down' }) {
  return (
    <span style={{ visibility: on ? 'visible' : 'hidden' }}>
      <Icon name={icon} size={14} />
    </span>
  );
}
