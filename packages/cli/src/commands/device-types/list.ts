// SPDX-License-Identifier: Apache-2.0
import { DeviceTypeQuery } from '@lava/protocol/api/lab.ts';
import { readPages } from '@lava/protocol/api/list.ts';
import { option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { limits, MORE, most, sortOf } from '../pages.ts';
import { DEVICE_TYPE_COLUMNS } from './columns.ts';

export const list = defineVerb({
  summary: 'device types of the lab, with their devices and queues',
  list: true,
  options: {
    search: option('only types whose name or description contains this', { value: 'text' }),
    sort: option('in this order; with - in front the other way round', { schema: sortOf(DeviceTypeQuery) }),
    ...limits(),
  },
  async run(context, _, { search, sort, ...limit }) {
    const client = context.client();
    const page = await readPages(
      (wanted) => client.deviceTypes.list({ search, sort, ...wanted }),
      most(limit),
    );
    context.output.list({ ...page, columns: DEVICE_TYPE_COLUMNS });
    if (page.next !== null) context.note(MORE);
  },
});
