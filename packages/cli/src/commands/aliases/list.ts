// SPDX-License-Identifier: Apache-2.0
import { aliasMethods } from '@lava/protocol/api/client/names.ts';
import type { Alias } from '@lava/protocol/api/lab.ts';
import { readPages } from '@lava/protocol/api/list.ts';
import type { Column } from '../../output/columns.ts';
import { option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';
import { limits, MORE, most } from '../pages.ts';

const COLUMNS: readonly Column<Alias>[] = [
  { key: 'name', value: ({ name }) => name },
  { key: 'type', value: ({ deviceType }) => deviceType },
];

export const list = defineVerb({
  summary: 'other names of device types',
  list: true,
  options: {
    type: option('only those of this device type', {
      schema: ObjectName,
      value: 'type',
      complete: 'device-types',
    }),
    search: option('only those that contain this', { value: 'text' }),
    ...limits(),
  },
  async run(context, _, { type: deviceType, search, ...limit }) {
    const methods = aliasMethods(context.client());
    const page = await readPages((wanted) => methods.list({ deviceType, search, ...wanted }), most(limit));
    context.output.list({ ...page, columns: COLUMNS });
    if (page.next !== null) context.note(MORE);
  },
});
