// SPDX-License-Identifier: Apache-2.0
import { Button, Menu, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../data/client.ts';
import { queries } from '../../data/queries.ts';
import { Icon } from '../../ui/icon/icon.tsx';
import { TEMPLATES } from './templates.ts';

const RECENT = 8;

/** Fills the editor with a template, or with what the user submitted before. */
export function StartFrom({ onText }: { onText: (text: string) => void }) {
  const [opened, setOpened] = useState(false);
  const user = useQuery(queries.session()).data?.user?.username;
  const recent = useQuery({
    ...queries.recentJobs(user ?? '', RECENT),
    enabled: opened && user !== undefined,
  });
  const load = useMutation({
    mutationFn: (id: number) => client.jobs.definition(id),
    onSuccess: onText,
    onError: (error) => notifications.show({ color: 'red', title: 'Not loaded', message: error.message }),
  });
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-end" width={320}>
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          loading={load.isPending}
          rightSection={<Icon name="down" size={14} />}
        >
          Start from
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Templates</Menu.Label>
        {TEMPLATES.map(({ name, about, text }) => (
          <Menu.Item key={name} onClick={() => onText(text)}>
            {name}
            <Text size="xs" c="dimmed">
              {about}
            </Text>
          </Menu.Item>
        ))}
        <Menu.Label>Your recent jobs</Menu.Label>
        {recent.data?.items.map(({ id, description }) => (
          <Menu.Item key={id} onClick={() => load.mutate(id)}>
            <Text size="sm" truncate>
              {id} {description}
            </Text>
          </Menu.Item>
        ))}
        {recent.data?.items.length === 0 && (
          <Text size="sm" c="dimmed" px="sm" pb={6}>
            You have not submitted a job yet.
          </Text>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
