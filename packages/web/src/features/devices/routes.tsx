// SPDX-License-Identifier: Apache-2.0
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { DevicesSearch } from '../../entities/device/search.ts';
import { HistorySearch } from '../../entities/history/search.ts';
import { JobsSearch } from '../../entities/job/search.ts';
import { GrantsSearch } from '../../entities/permission/search.ts';
import { root } from '../../lib/root-route.ts';
import { TabSearch } from '../../lib/search-text.ts';
import type { NavEntry } from '../../ui/page/nav-entry.ts';

export const nav: NavEntry[] = [{ to: '/devices', label: 'Devices', icon: 'chip' }];

const DeviceSearch = TabSearch.extend(GrantsSearch.shape)
  .extend(HistorySearch.shape)
  .extend(JobsSearch.shape);

export const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/devices',
    validateSearch: (search) => DevicesSearch.parse(search),
    component: lazyRouteComponent(() => import('./devices-view.tsx'), 'DevicesView'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/devices/$name',
    validateSearch: (search) => DeviceSearch.parse(search),
    component: lazyRouteComponent(() => import('./device/device-view.tsx'), 'DeviceView'),
  }),
] as const;
