// SPDX-License-Identifier: Apache-2.0
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import * as z from 'zod';
import { root } from '../../lib/root-route.ts';
import { searchText } from '../../lib/search-text.ts';

const JobNumber = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional().catch(undefined);

const CompareSearch = z.object({ before: JobNumber, after: JobNumber, suite: searchText });

export const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/compare',
    validateSearch: (search) => CompareSearch.parse(search),
    component: lazyRouteComponent(() => import('./compare-view.tsx'), 'CompareView'),
  }),
] as const;
