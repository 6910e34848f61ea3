// SPDX-License-Identifier: Apache-2.0
import type { Worker } from '@lava/protocol/api/lab.ts';
import { client } from '../../data/client.ts';
import { ReasonInput } from '../../entities/lab/reason-input.tsx';
import type { ListOf } from '../../entities/list/declaration.ts';
import type { BulkAction } from '../../ui/action/bulk-action.ts';
import { columns } from './columns.tsx';

export const workerList: ListOf<Worker> = {
  one: 'worker',
  many: 'workers',
  collection: {
    resource: 'worker',
    rowId: ({ name }) => name,
    page: ({ workers }, query) => workers.list(query),
  },
  columns,
  sort: 'name',
  filters: [{ kind: 'search', key: 'search', label: 'Search workers' }],
  tabs: {
    label: 'State',
    counts: async (query, signal) => {
      const { total, state, health } = await client.withSignal(signal).workers.counts(query);
      return { total, ...state, disabled: health.maintenance, retired: health.retired };
    },
    items: [
      { label: 'All', filter: {}, count: 'total' },
      { label: 'Online', filter: { state: 'online' }, count: 'online' },
      { label: 'Offline', filter: { state: 'offline' }, count: 'offline' },
      { label: 'Disabled', filter: { health: 'maintenance' }, count: 'disabled' },
      { label: 'Retired', filter: { health: 'retired' }, count: 'retired' },
    ],
  },
  actions: [
    setHealth('active', 'Enable', 'enabled'),
    {
      ...setHealth('maintenance', 'Disable', 'disabled'),
      explanation: 'Running jobs finish; no new ones start until the workers are enabled again.',
    },
    {
      label: 'Remove',
      ability: 'remove',
      verb: 'Remove them',
      done: 'removed',
      danger: true,
      explanation:
        'Only workers that are offline, have no devices and have run no jobs can be removed; retire the others.',
      run: ({ name }) => client.workers.remove(name),
    },
  ],
  empty: 'There are no workers yet. A worker is a host that boards are attached to.',
};

function setHealth(
  health: 'active' | 'maintenance',
  label: string,
  done: string,
): BulkAction<Worker, { reason: string }> {
  return {
    label,
    ability: 'update',
    verb: `${label} them`,
    done,
    input: {
      initial: { reason: '' },
      Fields: ({ values, onChange }) => (
        <ReasonInput value={values.reason} onChange={(reason) => onChange({ reason })} />
      ),
    },
    run: ({ name }, { reason }) => client.workers.update(name, { health, reason: reason || undefined }),
  };
}
