// SPDX-License-Identifier: Apache-2.0
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import * as z from 'zod';
import { root } from '../../lib/root-route.ts';
import type { NavEntry } from '../../ui/page/nav-entry.ts';

export const nav: NavEntry[] = [{ to: '/submit', label: 'Submit', icon: 'plus', account: true }];

/** Job whose definition the editor starts with. */
const SubmitSearch = z.object({ from: z.coerce.number().int().positive().optional().catch(undefined) });

export const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/submit',
    validateSearch: (search) => SubmitSearch.parse(search),
    component: lazyRouteComponent(() => import('./submit-view.tsx'), 'SubmitView'),
  }),
] as const;
