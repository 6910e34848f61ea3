// SPDX-License-Identifier: Apache-2.0
import type { JobSummary } from '@lava/protocol/api/jobs.ts';
import { client } from '../../data/client.ts';
import { deviceNames, deviceTypeNames } from '../lab/names.ts';
import type { ListOf } from '../list/declaration.ts';
import { columns } from './columns.tsx';

const UNDERWAY = 'scheduling,scheduled,running,canceling';

export const jobList: ListOf<JobSummary> = {
  one: 'job',
  many: 'jobs',
  collection: {
    resource: 'job',
    rowId: ({ id }) => String(id),
    page: ({ jobs }, query) => jobs.list(query),
  },
  columns,
  sort: '-id',
  filters: [
    { kind: 'search', key: 'search', label: 'Search in descriptions' },
    {
      kind: 'query',
      key: 'filter',
      label: 'Filter by conditions',
      names: { type: deviceTypeNames, device: deviceNames },
    },
    { kind: 'name', key: 'deviceType', label: 'Any device type', ...deviceTypeNames },
    { kind: 'name', key: 'device', label: 'Any device', ...deviceNames },
    { kind: 'search', key: 'submitter', label: 'Any submitter' },
  ],
  tabs: {
    label: 'State',
    counts: (query, signal) => client.withSignal(signal).jobs.counts(query),
    items: [
      { label: 'All', filter: {}, count: 'all' },
      // In the order in which they are served.
      { label: 'Queued', filter: { state: 'submitted', sort: 'queue' }, count: 'queued' },
      { label: 'Running', filter: { state: UNDERWAY }, count: 'running' },
      { label: 'Complete', filter: { health: 'complete' }, count: 'complete' },
      { label: 'Incomplete', filter: { health: 'incomplete' }, count: 'incomplete' },
      { label: 'Canceled', filter: { health: 'canceled' }, count: 'canceled' },
    ],
  },
  actions: [
    {
      label: 'Cancel',
      ability: 'cancel',
      verb: 'Cancel them',
      done: 'canceled',
      danger: true,
      run: ({ id }) => client.jobs.cancel(id),
    },
    {
      label: 'Resubmit',
      ability: 'resubmit',
      verb: 'Submit them again',
      done: 'resubmitted',
      explanation: 'Each becomes a new job of yours with the same definition.',
      run: ({ id }) => client.jobs.resubmit(id),
    },
  ],
  empty: 'There are no jobs yet.',
};
