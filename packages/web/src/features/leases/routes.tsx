// SPDX-License-Identifier: Apache-2.0
import { LEASE_STATES } from '@lava/protocol/api/leases.ts';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import * as z from 'zod';
import { root } from '../../lib/root-route.ts';
import { searchSort, searchText, searchWords } from '../../lib/search-text.ts';
import type { NavEntry } from '../../ui/page/nav-entry.ts';

export const nav: NavEntry[] = [{ to: '/leases', label: 'Leases', icon: 'clock' }];

const LeasesSearch = z.object({
  state: searchWords(LEASE_STATES),
  holder: searchText,
  device: searchText,
  sort: searchSort('id'),
});

export const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/leases',
    validateSearch: (search) => LeasesSearch.parse(search),
    component: lazyRouteComponent(() => import('./leases-view.tsx'), 'LeasesView'),
  }),
] as const;
