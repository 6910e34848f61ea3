// SPDX-License-Identifier: Apache-2.0
import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { queries } from '../../data/queries.ts';
import { setTimeForm, TIME_FORMS } from '../../ui/time/preference.ts';
import { nav } from '../pages.ts';
import { TIME_FORM_WORDS } from '../time-menu.tsx';
import { useSignOut } from '../use-sign-out.ts';
import type { Command } from './commands.ts';

/** Pages, and what can be done anywhere. */
export function useCommands(): Command[] {
  const navigate = useNavigate();
  const user = useQuery(queries.session()).data?.user;
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light') === 'dark' ? 'light' : 'dark';
  const signOut = useSignOut();

  const own: Command[] = user
    ? [
        page('/account', 'Account', 'user'),
        page('/tokens', 'API tokens', 'key'),
        ...(user.admin
          ? [
              page('/users', 'Users', 'user'),
              page('/groups', 'Groups', 'user'),
              page('/permissions', 'Permissions', 'key'),
            ]
          : []),
      ]
    : [page('/sign-in', 'Sign in', 'user')];
  const pages = nav.filter(({ account }) => user || !account);
  return [
    ...pages.map(({ to, label, icon }) => page(to, label, icon)),
    ...own,
    action(`Switch to ${scheme}`, scheme === 'dark' ? 'moon' : 'sun', () => setColorScheme(scheme)),
    ...TIME_FORMS.map((form) =>
      action(`Show times as: ${TIME_FORM_WORDS[form]}`, 'clock', () => setTimeForm(form)),
    ),
    action('API reference', 'book', () => window.location.assign('/api/docs')),
    ...(user ? [action('Sign out', 'exit', () => signOut.mutate())] : []),
  ];

  function page(to: string, label: string, icon: Command['icon']): Command {
    return { id: `page ${to}`, group: 'Pages', label, icon, run: () => void navigate({ to }) };
  }

  function action(label: string, icon: Command['icon'], run: () => void): Command {
    return { id: `action ${label}`, group: 'Actions', label, icon, run };
  }
}
