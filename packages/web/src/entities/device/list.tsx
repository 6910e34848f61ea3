// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/api/lab.ts';
import { client } from '../../data/client.ts';
import { deviceTypeNames, workerNames } from '../lab/names.ts';
import type { ListOf } from '../list/declaration.ts';
import { columns } from './columns.tsx';
import { HealthFields } from './health-fields.tsx';

const WORKING = 'good,unknown,looping';

export const deviceList: ListOf<Device> = {
  one: 'device',
  many: 'devices',
  collection: {
    resource: 'device',
    rowId: ({ name }) => name,
    page: ({ devices }, query) => devices.list(query),
  },
  columns,
  sort: 'name',
  filters: [
    { kind: 'search', key: 'search', label: 'Search devices' },
    { kind: 'name', key: 'deviceType', label: 'Any type', ...deviceTypeNames },
    { kind: 'name', key: 'worker', label: 'Any worker', ...workerNames },
    { kind: 'search', key: 'tag', label: 'Any tag' },
  ],
  tabs: {
    label: 'State',
    counts: async (query, signal) => {
      const { total, state, health } = await client.withSignal(signal).devices.counts(query);
      return {
        total,
        ...state,
        working: health.good + health.unknown + health.looping,
        bad: health.bad,
        away: health.maintenance + health.retired,
      };
    },
    items: [
      { label: 'All', filter: {}, count: 'total' },
      { label: 'Running', filter: { state: 'running' }, count: 'running' },
      { label: 'Reserved', filter: { state: 'reserved' }, count: 'reserved' },
      { label: 'In use', filter: { health: WORKING }, count: 'working' },
      { label: 'Bad', filter: { health: 'bad' }, count: 'bad' },
      { label: 'Out of use', filter: { health: 'maintenance,retired' }, count: 'away' },
    ],
  },
  actions: [
    {
      label: 'Set health',
      ability: 'update',
      verb: 'Set health',
      done: 'changed',
      input: { initial: { health: 'good', reason: '' }, Fields: HealthFields },
      run: ({ name }, { health, reason }) =>
        client.devices.update(name, { health, reason: reason || undefined }),
    },
    {
      label: 'Remove',
      ability: 'remove',
      verb: 'Remove them',
      done: 'removed',
      danger: true,
      explanation: 'Only devices that have run no jobs can be removed; retire the others.',
      run: ({ name }) => client.devices.remove(name),
    },
  ],
  empty: 'There are no devices yet.',
};
