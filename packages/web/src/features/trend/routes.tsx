// SPDX-License-Identifier: Apache-2.0
import { MAX_FILTER } from '@lava/protocol/api/jobs.ts';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import * as z from 'zod';
import { root } from '../../lib/root-route.ts';
import type { NavEntry } from '../../ui/page/nav-entry.ts';

export const nav: NavEntry[] = [{ to: '/trend', label: 'Trends', icon: 'trend' }];

/** As the server takes them; nonsense in a link is dropped. */
const text = (most: number) => z.coerce.string().min(1).max(most).optional().catch(undefined);
const count = (most: number) => z.coerce.number().int().min(1).max(most).optional().catch(undefined);

const TrendSearch = z.object({
  suite: text(1_000),
  case: text(1_000),
  set: text(1_000),
  filter: text(MAX_FILTER),
  last: count(10_000),
  median: count(100),
  goal: z.coerce.number().optional().catch(undefined),
});

export const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/trend',
    validateSearch: (search) => TrendSearch.parse(search),
    component: lazyRouteComponent(() => import('./trend-view.tsx'), 'TrendView'),
  }),
] as const;
