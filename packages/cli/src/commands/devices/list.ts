// SPDX-License-Identifier: Apache-2.0
import { DEVICE_HEALTHS, DEVICE_STATES, DeviceQuery } from '@lava/protocol/api/lab.ts';
import { readPages } from '@lava/protocol/api/list.ts';
import { manyOptions, oneOf, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { limits, MORE, most, some, sortOf } from '../pages.ts';
import { DEVICE_COLUMNS } from './columns.ts';

export const list = defineVerb({
  summary: 'devices, by name',
  list: true,
  options: {
    type: option('only devices of this device type', { value: 'name', complete: 'device-types' }),
    worker: option('only devices of this worker', { value: 'name', complete: 'workers' }),
    state: option('only devices in this state', { schema: oneOf(DEVICE_STATES) }),
    health: manyOptions('only devices with this health', { schema: oneOf(DEVICE_HEALTHS), value: 'health' }),
    tag: manyOptions('only devices with this tag', { value: 'name' }),
    search: option('only devices whose name or description contains this', { value: 'text' }),
    sort: option('in this order; with - in front the other way round', { schema: sortOf(DeviceQuery) }),
    ...limits(),
  },
  async run(context, _, { type, worker, state, health, tag, search, sort, ...limit }) {
    const filters = { deviceType: type, worker, state, health: some(health), tag: some(tag), search, sort };
    const client = context.client();
    const page = await readPages((wanted) => client.devices.list({ ...filters, ...wanted }), most(limit));
    context.output.list({ ...page, columns: DEVICE_COLUMNS });
    if (page.next !== null) context.note(MORE);
  },
});
