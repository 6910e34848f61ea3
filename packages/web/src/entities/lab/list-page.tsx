// SPDX-License-Identifier: Apache-2.0
import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useAdmin } from '../../data/use-admin.ts';
import { Icon } from '../../ui/icon/icon.tsx';
import { Loaded } from '../../ui/page/loaded.tsx';
import { Page } from '../../ui/page/page.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';

interface ListPageProps<T extends object> {
  title: string;
  query: UseQueryResult<{ items: T[] }>;
  columns: Column<T>[];
  /** Columns that a phone shows. */
  phone: readonly string[];
  /** Said when the lab has none. */
  empty: string;
  /** Which of them to show; all, unless given. */
  shows?: (item: T) => boolean;
  /** Title of the dialog that adds one, and of the button that opens it; both for admins. */
  addTitle: string;
  /** Content of that dialog. */
  addForm: (close: () => void) => ReactNode;
  /** Above the table. */
  children?: ReactNode;
}

/** Everything of one kind that the lab has, by name, and the way to add to it. */
export function ListPage<T extends { name: string }>(props: ListPageProps<T>) {
  const isAdmin = useAdmin();
  const [adding, { open, close }] = useDisclosure();
  const { title, addTitle, shows = () => true } = props;
  return (
    <Page
      title={title}
      actions={
        isAdmin && (
          <Button leftSection={<Icon name="plus" size={16} />} onClick={open}>
            {addTitle}
          </Button>
        )
      }
    >
      {props.children}
      <Loaded query={props.query}>
        {({ items }) => (
          <DataTable
            label={title}
            columns={props.columns}
            phone={props.phone}
            data={items.filter(shows)}
            rowId={({ name }) => name}
            initialSort={[{ id: 'name', desc: false }]}
            empty={items.length === 0 ? props.empty : 'Nothing matches.'}
          />
        )}
      </Loaded>
      <Modal opened={adding} onClose={close} title={addTitle} size="lg">
        {props.addForm(close)}
      </Modal>
    </Page>
  );
}
