// SPDX-License-Identifier: Apache-2.0
import { WORKER_HEALTHS, WORKER_STATES } from '@lava/protocol/api/lab.ts';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import * as z from 'zod';
import { DEVICE_SORTS, DevicesSearch } from '../../entities/device/search.ts';
import { HistorySearch } from '../../entities/history/search.ts';
import { GrantsSearch } from '../../entities/permission/search.ts';
import { root } from '../../lib/root-route.ts';
import { searchSort, searchText, searchWords, TabSearch } from '../../lib/search-text.ts';
import type { NavEntry } from '../../ui/page/nav-entry.ts';

export const nav: NavEntry[] = [{ to: '/workers', label: 'Workers', icon: 'server' }];

const WorkersSearch = z.object({
  state: searchWords(WORKER_STATES),
  health: searchWords(WORKER_HEALTHS),
  search: searchText,
  sort: searchSort('name', 'state', 'health', 'lastSeen'),
});

const WorkerSearch = TabSearch.extend(GrantsSearch.shape)
  .extend(HistorySearch.shape)
  .extend(DevicesSearch.shape)
  .extend({
    sort: searchSort('id', ...DEVICE_SORTS),
  });

export const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/workers',
    validateSearch: (search) => WorkersSearch.parse(search),
    component: lazyRouteComponent(() => import('./workers-view.tsx'), 'WorkersView'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/workers/$name',
    validateSearch: (search) => WorkerSearch.parse(search),
    component: lazyRouteComponent(() => import('./worker/worker-view.tsx'), 'WorkerView'),
  }),
] as const;
