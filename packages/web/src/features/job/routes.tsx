// SPDX-License-Identifier: Apache-2.0
import { createRoute, lazyRouteComponent, notFound } from '@tanstack/react-router';
import { root } from '../../lib/root-route.ts';
import { JobPageSearch } from './search.ts';

export const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/jobs/$id',
    params: { parse: ({ id }) => ({ id: jobNumber(id) }), stringify: ({ id }) => ({ id: String(id) }) },
    validateSearch: (search) => JobPageSearch.parse(search),
    component: lazyRouteComponent(() => import('./job-view.tsx'), 'JobView'),
  }),
] as const;

/** @throws what shows the page for addresses that do not exist */
function jobNumber(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw notFound();
  return Number(text);
}
