// SPDX-License-Identifier: Apache-2.0
import { Container, Group, Stack, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';

interface PageProps {
  title: string;
  /** Next to the title: badges. */
  status?: ReactNode;
  /** At the right: the actions of the page. */
  actions?: ReactNode;
  children: ReactNode;
}

/** Frame of every page but the job's, which fills the window. */
export function Page({ title, status, actions, children }: PageProps) {
  useDocumentTitle(`${title} · LAVA`);
  return (
    <Container size={1280} py="lg" px="md">
      <Stack gap="lg">
        <Group justify="space-between" gap="sm" mih={36}>
          <Group gap="sm" style={{ minWidth: 0 }}>
            <Title order={1} size="h2" style={{ overflowWrap: 'anywhere' }}>
              {title}
            </Title>
            {status}
          </Group>
          {actions && <Group gap="xs">{actions}</Group>}
        </Group>
        {children}
      </Stack>
    </Container>
  );
}
