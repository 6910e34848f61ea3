// SPDX-License-Identifier: Apache-2.0
import { queryMethods } from '@lava/protocol/api/client/queries.ts';
import type { SavedQuery } from '@lava/protocol/api/queries.ts';
import { Button, Menu, Modal, ScrollArea, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { client } from '../../data/client.ts';
import { queries } from '../../data/queries.ts';
import { Icon } from '../../ui/icon/icon.tsx';
import { filterInAddress } from './filter-in-address.ts';
import { SaveQueryForm } from './save-query-form.tsx';

/** As many as a menu has; the command line lists all. */
const MOST = 100;
const saved = queryOptions({
  queryKey: ['saved-query', 'list'],
  queryFn: ({ signal }) => queryMethods(client.withSignal(signal)).list({ limit: MOST }),
});

/** Queries that somebody saved, each a filter of the list, and the way to save the one of the address. */
export function SavedQueries() {
  const { data: session } = useQuery(queries.session());
  const [opened, menu] = useDisclosure();
  const [saving, form] = useDisclosure();
  const found = useQuery({ ...saved, enabled: opened });
  const navigate = useNavigate();
  const filter = filterInAddress(useSearch({ strict: false }));
  const show = (one: SavedQuery) =>
    void navigate({ to: '/jobs', search: one.filter === '' ? {} : { filter: one.filter } });
  return (
    <>
      <Menu opened={opened} onChange={menu.toggle} position="bottom-end" withArrow>
        <Menu.Target>
          <Button variant="default" leftSection={<Icon name="list" size={16} />}>
            Queries
          </Button>
        </Menu.Target>
        <Menu.Dropdown maw={420}>
          <ScrollArea.Autosize mah={400}>
            {found.data?.items.length === 0 && <Menu.Label>Nobody has saved a query so far</Menu.Label>}
            {found.error && <Menu.Label>{found.error.message}</Menu.Label>}
            {found.data?.items.map((one) => (
              <Menu.Item key={one.id} onClick={() => show(one)}>
                {one.name}
                <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                  {one.group ?? one.owner}: {one.conditions ?? (one.filter || 'every job')}
                </Text>
              </Menu.Item>
            ))}
          </ScrollArea.Autosize>
          {session?.user && (
            <>
              <Menu.Divider />
              <Menu.Item onClick={form.open} disabled={filter === ''}>
                Save this filter
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <Modal opened={saving} onClose={form.close} title="Save this filter">
        <SaveQueryForm filter={filter} groups={session?.user?.groups ?? []} close={form.close} />
      </Modal>
    </>
  );
}
