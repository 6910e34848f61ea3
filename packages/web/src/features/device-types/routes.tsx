// SPDX-License-Identifier: Apache-2.0
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../../lib/root-route.ts';
import { TabSearch } from '../../lib/search-text.ts';
import type { NavEntry } from '../../ui/page/nav-entry.ts';

export const nav: NavEntry[] = [{ to: '/device-types', label: 'Device types', icon: 'layers' }];

export const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/device-types',
    component: lazyRouteComponent(() => import('./device-types-view.tsx'), 'DeviceTypesView'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/device-types/$name',
    validateSearch: (search) => TabSearch.parse(search),
    component: lazyRouteComponent(() => import('./device-type/device-type-view.tsx'), 'DeviceTypeView'),
  }),
] as const;
