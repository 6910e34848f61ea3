// SPDX-License-Identifier: Apache-2.0
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../../lib/root-route.ts';

export const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/fair-share',
    component: lazyRouteComponent(() => import('./fair-share-view.tsx'), 'FairShareView'),
  }),
] as const;
