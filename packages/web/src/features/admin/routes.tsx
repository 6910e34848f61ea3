// SPDX-License-Identifier: Apache-2.0
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import * as z from 'zod';
import { HistorySearch } from '../../entities/history/search.ts';
import { PermissionsSearch } from '../../entities/permission/search.ts';
import { root } from '../../lib/root-route.ts';
import { searchSort, searchText, searchWords } from '../../lib/search-text.ts';

const UsersSearch = z.object({
  search: searchText,
  group: searchText,
  admin: searchWords(['true', 'false']),
  active: searchWords(['true', 'false']),
  sort: searchSort('username', 'created', 'lastLogin'),
});

const GroupsSearch = z.object({ search: searchText, member: searchText, sort: searchSort('name') });

export const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/users',
    validateSearch: (search) => UsersSearch.parse(search),
    component: lazyRouteComponent(() => import('./users/users-view.tsx'), 'UsersView'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/users/$name',
    validateSearch: (search) => HistorySearch.parse(search),
    component: lazyRouteComponent(() => import('./users/user/user-view.tsx'), 'UserView'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/groups',
    validateSearch: (search) => GroupsSearch.parse(search),
    component: lazyRouteComponent(() => import('./groups/groups-view.tsx'), 'GroupsView'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/permissions',
    validateSearch: (search) => PermissionsSearch.parse(search),
    component: lazyRouteComponent(() => import('./permissions/permissions-view.tsx'), 'PermissionsView'),
  }),
] as const;
