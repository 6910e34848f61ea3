// SPDX-License-Identifier: Apache-2.0
import type { Lease } from '@lava/protocol/api/leases.ts';
import { Anchor } from '../../ui/page/anchor.tsx';
import type { Column } from '../../ui/table/column.ts';
import { Time } from '../../ui/time/time.tsx';

export const columns: Column<Lease>[] = [
  {
    id: 'id',
    header: 'Lease',
    width: '110px',
    sortable: true,
    value: ({ id }) => id,
    cell: ({ id }) => (
      <Anchor to="/jobs/$id" params={{ id }} fw={600}>
        {id}
      </Anchor>
    ),
  },
  { id: 'state', header: 'State', width: '110px', value: ({ state }) => state },
  {
    id: 'device',
    header: 'Device',
    value: ({ device, deviceType }) => device ?? deviceType ?? '',
    cell: ({ device, deviceType }) =>
      device === null ? (
        `any of type ${deviceType}`
      ) : (
        <Anchor to="/devices/$name" params={{ name: device }}>
          {device}
        </Anchor>
      ),
  },
  { id: 'holder', header: 'Who has it', width: '18%', value: ({ holder }) => holder },
  {
    id: 'until',
    header: 'Until',
    width: '150px',
    phone: 'end',
    value: ({ until }) => until,
    cell: ({ until, notBefore }) =>
      until ? (
        <Time time={until} />
      ) : notBefore ? (
        <>
          from <Time time={notBefore} />
        </>
      ) : (
        '–'
      ),
  },
];
