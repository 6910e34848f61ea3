// SPDX-License-Identifier: Apache-2.0
import { routes as account } from '../features/account/routes.tsx';
import { routes as admin } from '../features/admin/routes.tsx';
import { routes as compare } from '../features/compare/routes.tsx';
import { routes as deviceTypes, nav as deviceTypesNav } from '../features/device-types/routes.tsx';
import { routes as devices, nav as devicesNav } from '../features/devices/routes.tsx';
import { routes as fairShare } from '../features/fair-share/routes.tsx';
import { routes as history } from '../features/history/routes.tsx';
import { routes as job } from '../features/job/routes.tsx';
import { routes as jobs, nav as jobsNav } from '../features/jobs/routes.tsx';
import { routes as lab, nav as labNav } from '../features/lab/routes.tsx';
import { routes as leases, nav as leasesNav } from '../features/leases/routes.tsx';
import { routes as submit, nav as submitNav } from '../features/submit/routes.tsx';
import { routes as trend, nav as trendNav } from '../features/trend/routes.tsx';
import { routes as workers, nav as workersNav } from '../features/workers/routes.tsx';

/** The pages of every feature: a new one is its folder and its line here. */
export const routes = [
  ...jobs,
  ...job,
  ...compare,
  ...trend,
  ...submit,
  ...lab,
  ...devices,
  ...deviceTypes,
  ...workers,
  ...leases,
  ...account,
  ...admin,
  ...history,
  ...fairShare,
] as const;

/** The menu, in its order. */
export const nav = [
  ...jobsNav,
  ...submitNav,
  ...trendNav,
  ...labNav,
  ...devicesNav,
  ...deviceTypesNav,
  ...workersNav,
  ...leasesNav,
];
