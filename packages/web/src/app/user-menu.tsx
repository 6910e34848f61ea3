// SPDX-License-Identifier: Apache-2.0
import { Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { queries } from '../data/queries.ts';
import { Icon } from '../ui/icon/icon.tsx';
import { LinkButton } from '../ui/page/link-button.tsx';
import { useSignOut } from './use-sign-out.ts';

const ADMIN_PAGES = [
  ['/users', 'Users', 'user'],
  ['/groups', 'Groups', 'user'],
  ['/permissions', 'Permissions', 'key'],
] as const;

export function UserMenu() {
  const navigate = useNavigate();
  const { data: session } = useQuery(queries.session());
  const signOut = useSignOut();
  const here = useRouterState({ select: ({ location }) => location.href });
  if (!session) return null;
  if (!session.user) {
    return (
      <LinkButton to="/sign-in" search={{ to: here }} variant="default" size="sm">
        Sign in
      </LinkButton>
    );
  }
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button variant="subtle" color="gray" leftSection={<Icon name="user" />} px="xs">
          {session.user.username}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="user" />} onClick={() => navigate({ to: '/account' })}>
          Account
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="key" />} onClick={() => navigate({ to: '/tokens' })}>
          API tokens
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="clock" />} onClick={() => navigate({ to: '/fair-share' })}>
          Fair share
        </Menu.Item>
        {session.may.includes('manage-users') &&
          ADMIN_PAGES.map(([to, label, icon]) => (
            <Menu.Item key={to} leftSection={<Icon name={icon} />} onClick={() => navigate({ to })}>
              {label}
            </Menu.Item>
          ))}
        {session.may.includes('read-history') && (
          <Menu.Item leftSection={<Icon name="history" />} onClick={() => navigate({ to: '/history' })}>
            History
          </Menu.Item>
        )}
        <Menu.Item leftSection={<Icon name="book" />} component="a" href="/api/docs">
          API reference
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="exit" />} onClick={() => signOut.mutate()}>
          Sign out
        </Menu.Item>
        <Menu.Label>LAVA {session.version}</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  );
}
