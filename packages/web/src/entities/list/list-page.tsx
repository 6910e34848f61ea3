// SPDX-License-Identifier: Apache-2.0
import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { Icon } from '../../ui/icon/icon.tsx';
import { Page } from '../../ui/page/page.tsx';
import type { ListOf } from './declaration.ts';
import { ListView } from './list-view.tsx';
import { useListSearch } from './use-list-search.ts';

interface ListPageProps<T> {
  title: string;
  list: ListOf<T>;
  /** The way to add one, for those who may. */
  add?: { title: string; form: (close: () => void) => ReactNode } | false | undefined;
  /** At the right of the title, before the button that adds. */
  actions?: ReactNode;
  /** Above the list. */
  children?: ReactNode;
}

/** Everything of one kind that the lab has, and the way to add to it. */
export function ListPage<T>({ title, list, add, actions, children }: ListPageProps<T>) {
  const [search, onSearch] = useListSearch(list);
  return (
    <Page
      title={title}
      actions={
        (actions || add) && (
          <>
            {actions}
            {add && <AddButton {...add} />}
          </>
        )
      }
    >
      {children}
      <ListView list={list} label={title} search={search} onSearch={onSearch} />
    </Page>
  );
}

function AddButton({ title, form }: { title: string; form: (close: () => void) => ReactNode }) {
  const [adding, { open, close }] = useDisclosure();
  return (
    <>
      <Button leftSection={<Icon name="plus" size={16} />} onClick={open}>
        {title}
      </Button>
      <Modal opened={adding} onClose={close} title={title} size="lg">
        {form(close)}
      </Modal>
    </>
  );
}
