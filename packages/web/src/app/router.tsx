// SPDX-License-Identifier: Apache-2.0
import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { DeviceView } from '../views/device/device-view.tsx';
import { DeviceTypeView } from '../views/device-type/device-type-view.tsx';
import { DeviceTypesView } from '../views/device-types/device-types-view.tsx';
import { DevicesView } from '../views/devices/devices-view.tsx';
import { JobView } from '../views/job/job-view.tsx';
import { JobsView } from '../views/jobs/jobs-view.tsx';
import { SubmitView } from '../views/submit/submit-view.tsx';
import { TokensView } from '../views/tokens/tokens-view.tsx';
import { UsersView } from '../views/users/users-view.tsx';
import { WorkerView } from '../views/worker/worker-view.tsx';
import { WorkersView } from '../views/workers/workers-view.tsx';
import { NotFound } from './not-found.tsx';
import { JobPageSearch, JobsSearch, SubmitSearch, TabSearch } from './search-params.ts';
import { Shell } from './shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const routes = root.addChildren([
  createRoute({
    getParentRoute: () => root,
    path: '/',
    beforeLoad: () => {
      throw redirect({ to: '/jobs', replace: true });
    },
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/jobs',
    validateSearch: (search) => JobsSearch.parse(search),
    component: JobsView,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/jobs/$id',
    params: { parse: ({ id }) => ({ id: Number(id) }), stringify: ({ id }) => ({ id: String(id) }) },
    validateSearch: (search) => JobPageSearch.parse(search),
    component: JobView,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/submit',
    validateSearch: (search) => SubmitSearch.parse(search),
    component: SubmitView,
  }),
  createRoute({ getParentRoute: () => root, path: '/devices', component: DevicesView }),
  createRoute({
    getParentRoute: () => root,
    path: '/devices/$name',
    validateSearch: (search) => TabSearch.parse(search),
    component: DeviceView,
  }),
  createRoute({ getParentRoute: () => root, path: '/device-types', component: DeviceTypesView }),
  createRoute({
    getParentRoute: () => root,
    path: '/device-types/$name',
    validateSearch: (search) => TabSearch.parse(search),
    component: DeviceTypeView,
  }),
  createRoute({ getParentRoute: () => root, path: '/workers', component: WorkersView }),
  createRoute({ getParentRoute: () => root, path: '/workers/$name', component: WorkerView }),
  createRoute({ getParentRoute: () => root, path: '/tokens', component: TokensView }),
  createRoute({ getParentRoute: () => root, path: '/users', component: UsersView }),
]);

export function createAppRouter() {
  return createRouter({ routeTree: routes, scrollRestoration: true, defaultHashScrollIntoView: false });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
