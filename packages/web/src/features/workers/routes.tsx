// SPDX-License-Identifier: Apache-2.0
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../../lib/root-route.ts';
import type { NavEntry } from '../../ui/page/nav-entry.ts';

export const nav: NavEntry[] = [{ to: '/workers', label: 'Workers', icon: 'server' }];

export const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/workers',
    component: lazyRouteComponent(() => import('./workers-view.tsx'), 'WorkersView'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/workers/$name',
    component: lazyRouteComponent(() => import('./worker/worker-view.tsx'), 'WorkerView'),
  }),
] as const;
