// SPDX-License-Identifier: Apache-2.0
import { createRoute, lazyRouteComponent, notFound, redirect } from '@tanstack/react-router';
import { queries } from '../../data/queries.ts';
import { root } from '../../lib/root-route.ts';
import { JobPageSearch } from './search.ts';

export const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/jobs/$id',
    params: { parse: ({ id }) => ({ id: jobNumber(id) }), stringify: ({ id }) => ({ id: String(id) }) },
    validateSearch: (search) => JobPageSearch.parse(search),
    // Not waited for: the page says itself that it has no job yet.
    loader: ({ context, params }) => void context.queryClient.prefetchQuery(queries.job(params.id)),
    component: lazyRouteComponent(() => import('./job-view.tsx'), 'JobView'),
  }),
  ...['/scheduler/job/$id', '/scheduler/job/$id/$', '/results/$id', '/results/$id/$'].map((path) =>
    createRoute({
      getParentRoute: () => root,
      path,
      // Addresses of LAVA, as mails and reports of years have them.
      beforeLoad: ({ params }) => {
        const id = jobNumber((params as { id: string }).id);
        throw redirect({
          to: '/jobs/$id',
          params: { id },
          search: path.startsWith('/results') ? { tab: 'results' } : {},
          replace: true,
        });
      },
    }),
  ),
] as const;

/** @throws what shows the page for addresses that do not exist */
function jobNumber(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw notFound();
  return Number(text);
}
