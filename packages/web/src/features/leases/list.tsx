// SPDX-License-Identifier: Apache-2.0
import { LEASE_STATES, type Lease } from '@lava/protocol/api/leases.ts';
import { NumberInput } from '@mantine/core';
import { client } from '../../data/client.ts';
import type { ListOf } from '../../entities/list/declaration.ts';
import type { BulkAction } from '../../ui/action/bulk-action.ts';
import { columns } from './columns.tsx';

const extend: BulkAction<Lease, { minutes: number }> = {
  label: 'Extend',
  ability: 'extend',
  verb: 'Extend them',
  done: 'extended',
  input: {
    initial: { minutes: 60 },
    Fields: ({ values, onChange }) => (
      <NumberInput
        label="Minutes more"
        min={1}
        max={1_440}
        value={values.minutes}
        onChange={(minutes) => onChange({ minutes: Number(minutes) || 1 })}
      />
    ),
  },
  run: ({ id }, { minutes }) => client.leases.extend(id, { seconds: minutes * 60 }),
};

/** A lease is a job, so whatever changes about one is said of its job. */
export const leaseList: ListOf<Lease> = {
  one: 'lease',
  many: 'leases',
  collection: {
    resource: 'job',
    rowId: ({ id }) => String(id),
    page: ({ leases }, query) => leases.list(query.state ? query : { ...query, open: 'true' }),
  },
  columns,
  sort: '-id',
  filters: [
    {
      kind: 'choice',
      key: 'state',
      label: 'State',
      options: LEASE_STATES.map((state) => ({ value: state, label: state })),
    },
    { kind: 'search', key: 'holder', label: 'Who has it' },
    { kind: 'search', key: 'device', label: 'Device' },
  ],
  actions: [
    extend,
    {
      label: 'End',
      ability: 'end',
      verb: 'End them',
      done: 'ended',
      danger: true,
      explanation: 'The boards are powered off, and free for others.',
      run: ({ id }) => client.leases.end(id),
    },
  ],
  empty: 'Nobody has borrowed a board. The page of a device has a button for it.',
};
