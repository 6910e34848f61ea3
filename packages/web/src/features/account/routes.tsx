// SPDX-License-Identifier: Apache-2.0
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import * as z from 'zod';
import { root } from '../../lib/root-route.ts';
import { searchSort, searchText } from '../../lib/search-text.ts';

/** Page of this server to show afterwards: never another site. */
const SignInSearch = z.object({
  to: z
    .string()
    .regex(/^\/(?![/\\])/)
    .optional()
    .catch(undefined),
});

const TokensSearch = z.object({ search: searchText, sort: searchSort('id', 'created', 'lastUsed') });

export const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/tokens',
    validateSearch: (search) => TokensSearch.parse(search),
    component: lazyRouteComponent(() => import('./tokens/tokens-view.tsx'), 'TokensView'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/account',
    component: lazyRouteComponent(() => import('./account-view.tsx'), 'AccountView'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/password',
    component: lazyRouteComponent(() => import('./password-link-page.tsx'), 'PasswordLinkPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sign-in',
    validateSearch: (search) => SignInSearch.parse(search),
    component: lazyRouteComponent(() => import('./sign-in-page.tsx'), 'SignInPage'),
  }),
] as const;
