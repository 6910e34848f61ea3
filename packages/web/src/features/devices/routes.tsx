// SPDX-License-Identifier: Apache-2.0
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../../lib/root-route.ts';
import { TabSearch } from '../../lib/search-text.ts';
import type { NavEntry } from '../../ui/page/nav-entry.ts';

export const nav: NavEntry[] = [{ to: '/devices', label: 'Devices', icon: 'chip' }];

export const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/devices',
    component: lazyRouteComponent(() => import('./devices-view.tsx'), 'DevicesView'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/devices/$name',
    validateSearch: (search) => TabSearch.parse(search),
    component: lazyRouteComponent(() => import('./device/device-view.tsx'), 'DeviceView'),
  }),
] as const;
