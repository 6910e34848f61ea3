// SPDX-License-Identifier: Apache-2.0
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../../lib/root-route.ts';
import type { NavEntry } from '../../ui/page/nav-entry.ts';

export const nav: NavEntry[] = [{ to: '/lab', label: 'Lab', icon: 'grid' }];

export const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/lab',
    component: lazyRouteComponent(() => import('./lab-view.tsx'), 'LabView'),
  }),
] as const;
