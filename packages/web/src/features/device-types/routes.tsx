// SPDX-License-Identifier: Apache-2.0
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import * as z from 'zod';
import { DEVICE_SORTS, DevicesSearch } from '../../entities/device/search.ts';
import { HistorySearch } from '../../entities/history/search.ts';
import { GrantsSearch } from '../../entities/permission/search.ts';
import { root } from '../../lib/root-route.ts';
import { searchSort, searchText, searchWords, TabSearch } from '../../lib/search-text.ts';
import type { NavEntry } from '../../ui/page/nav-entry.ts';

export const nav: NavEntry[] = [{ to: '/device-types', label: 'Device types', icon: 'layers' }];

const DeviceTypesSearch = z.object({
  search: searchText,
  display: searchWords(['true', 'false']),
  sort: searchSort('name', 'queued', 'devices'),
});

const DeviceTypeSearch = TabSearch.extend(GrantsSearch.shape)
  .extend(HistorySearch.shape)
  .extend(DevicesSearch.shape)
  .extend({ sort: searchSort('id', ...DEVICE_SORTS) });

export const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/device-types',
    validateSearch: (search) => DeviceTypesSearch.parse(search),
    component: lazyRouteComponent(() => import('./device-types-view.tsx'), 'DeviceTypesView'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/device-types/$name',
    validateSearch: (search) => DeviceTypeSearch.parse(search),
    component: lazyRouteComponent(() => import('./device-type/device-type-view.tsx'), 'DeviceTypeView'),
  }),
] as const;
