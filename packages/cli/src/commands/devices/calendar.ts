// SPDX-License-Identifier: Apache-2.0
import type { Booking } from '@lava/protocol/api/leases.ts';
import type { Column } from '../../output/columns.ts';
import { when } from '../../output/time.ts';
import { argument } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';

const COLUMNS: readonly Column<Booking>[] = [
  { key: 'from', value: ({ from }) => when(from) },
  { key: 'until', value: ({ until }) => when(until) },
  { key: 'state', value: ({ state }) => state },
  { key: 'holder', value: ({ holder }) => holder },
  { key: 'lease', value: ({ lease }) => lease },
];

export const calendar = defineVerb({
  summary: 'when a device is borrowed or booked',
  list: true,
  arguments: { name: argument('name of the device', ObjectName, 'devices') },
  async run(context, { name }) {
    const { bookings } = await context.client().leases.calendar(name);
    context.output.list({ items: bookings, next: null, columns: COLUMNS });
  },
});
