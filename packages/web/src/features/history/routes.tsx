// SPDX-License-Identifier: Apache-2.0
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { HistorySearch } from '../../entities/history/search.ts';
import { root } from '../../lib/root-route.ts';

export const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/history',
    validateSearch: (search) => HistorySearch.parse(search),
    component: lazyRouteComponent(() => import('./history-view.tsx'), 'HistoryView'),
  }),
] as const;
