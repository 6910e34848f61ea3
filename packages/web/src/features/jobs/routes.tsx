// SPDX-License-Identifier: Apache-2.0
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { JobsSearch } from '../../entities/job/search.ts';
import { root } from '../../lib/root-route.ts';
import type { NavEntry } from '../../ui/page/nav-entry.ts';

export const nav: NavEntry[] = [{ to: '/jobs', label: 'Jobs', icon: 'list' }];

export const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/jobs',
    validateSearch: (search) => JobsSearch.parse(search),
    component: lazyRouteComponent(() => import('./jobs-view.tsx'), 'JobsView'),
  }),
] as const;
