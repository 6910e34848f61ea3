// SPDX-License-Identifier: Apache-2.0
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import * as z from 'zod';
import { root } from '../../lib/root-route.ts';
import { searchSort, searchText, searchWords } from '../../lib/search-text.ts';

const UsersSearch = z.object({
  search: searchText,
  group: searchText,
  admin: searchWords(['true', 'false']),
  active: searchWords(['true', 'false']),
  sort: searchSort('username', 'created', 'lastLogin'),
});

export const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/users',
    validateSearch: (search) => UsersSearch.parse(search),
    component: lazyRouteComponent(() => import('./users/users-view.tsx'), 'UsersView'),
  }),
] as const;
