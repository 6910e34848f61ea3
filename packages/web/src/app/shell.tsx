// SPDX-License-Identifier: Apache-2.0
import { AppShell, Box, Burger, Center, Group, Loader } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { noteServer, useConnection } from '../data/live.ts';
import { queries } from '../data/queries.ts';
import { SignInView } from '../features/account/sign-in-view.tsx';
import { Later } from '../ui/page/later.tsx';
import { Loaded } from '../ui/page/loaded.tsx';
import { Brand } from './brand.tsx';
import { ColorSchemeToggle } from './color-scheme-toggle.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { NavLinks } from './nav-links.tsx';
import { PaletteButton } from './palette/palette-button.tsx';
import classes from './shell.module.css';
import { TimeMenu } from './time-menu.tsx';
import { useAnnouncement } from './use-announcement.ts';
import { UserMenu } from './user-menu.tsx';

/**
 * Header and page. Where strangers may not read, the sign-in page instead while nobody is signed in, so that the address
 * stays what it was.
 */
export function Shell() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  // For somebody who cannot sign in yet, whoever is signed in.
  return path === '/password' ? <Outlet /> : <Session />;
}

function Session() {
  const session = useQuery(queries.session());
  const { data } = session;
  useEffect(() => data && noteServer(data), [data]);
  if (session.isPending) {
    return (
      <Center h="100dvh">
        <Loader size="sm" role="img" aria-label="Loading" />
      </Center>
    );
  }
  return (
    <Loaded query={session}>
      {({ user, publicReading }) =>
        user || publicReading ? <Pages key={user?.username ?? ''} signedIn={user !== null} /> : <SignInView />
      }
    </Loaded>
  );
}

function Pages({ signedIn }: { signedIn: boolean }) {
  const [opened, { toggle, close }] = useDisclosure();
  const path = useRouterState({ select: (state) => state.location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: -- the menu of a small screen closes when the page changes
  useEffect(close, [path]);
  const announced = useAnnouncement(path);
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 240, breakpoint: 'md', collapsed: { desktop: true, mobile: !opened } }}
    >
      <AppShell.Header className={classes.header}>
        <a href="#main" className={classes.skip}>
          Skip to the content
        </a>
        <Group h="100%" px="md" gap="lg" wrap="nowrap" justify="space-between">
          <Group gap="lg" wrap="nowrap">
            <Group gap="xs" wrap="nowrap">
              <Burger opened={opened} onClick={toggle} hiddenFrom="md" size="sm" aria-label="Menu" />
              <Brand />
            </Group>
            <Group gap={4} visibleFrom="md" component="nav" aria-label="Main" wrap="nowrap">
              <NavLinks signedIn={signedIn} />
            </Group>
          </Group>
          <Group gap={4} wrap="nowrap">
            <LiveMark />
            <PaletteButton />
            <Later>
              <TimeMenu />
              <ColorSchemeToggle />
              <UserMenu />
            </Later>
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label="Menu">
        {opened && <NavLinks signedIn={signedIn} />}
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={classes.main}>
        <ConnectionBanner />
        <div role="status" className={classes.announced}>
          {announced}
        </div>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

const LIVE_WORDS = {
  live: 'Live',
  connecting: 'Connecting',
  lost: 'Reconnecting',
  'signed-out': 'Signed out',
};

/** Whether what is shown follows the server. */
function LiveMark() {
  const { kind } = useConnection();
  return (
    <Box className={classes.live} data-state={kind} visibleFrom="sm" mr="xs">
      {LIVE_WORDS[kind]}
    </Box>
  );
}
