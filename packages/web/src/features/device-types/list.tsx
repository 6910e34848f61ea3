// SPDX-License-Identifier: Apache-2.0
import type { DeviceType } from '@lava/protocol/api/lab.ts';
import { client } from '../../data/client.ts';
import type { ListOf } from '../../entities/list/declaration.ts';
import { columns } from './columns.tsx';

export const deviceTypeList: ListOf<DeviceType> = {
  one: 'device type',
  many: 'device types',
  collection: {
    resource: 'device-type',
    rowId: ({ name }) => name,
    page: ({ deviceTypes }, query) => deviceTypes.list(query),
  },
  columns,
  sort: 'name',
  filters: [
    { kind: 'search', key: 'search', label: 'Search device types' },
    {
      kind: 'choice',
      key: 'display',
      label: 'Accepts jobs or not',
      options: [
        { value: 'true', label: 'Accepts jobs' },
        { value: 'false', label: 'Takes no jobs' },
      ],
    },
  ],
  actions: [
    {
      label: 'Take jobs',
      ability: 'update',
      verb: 'Take jobs',
      done: 'take jobs now',
      run: ({ name }) => client.deviceTypes.update(name, { display: true }),
    },
    {
      label: 'Take no jobs',
      ability: 'update',
      verb: 'Take no jobs',
      done: 'take no more jobs',
      explanation: 'They are hidden from lists, and jobs for them are refused. Running jobs finish.',
      run: ({ name }) => client.deviceTypes.update(name, { display: false }),
    },
    {
      label: 'Remove',
      ability: 'remove',
      verb: 'Remove them',
      done: 'removed',
      danger: true,
      explanation: 'Only device types that no device and no job uses can be removed.',
      run: ({ name }) => client.deviceTypes.remove(name),
    },
  ],
  empty: 'There are no device types yet.',
};
