// SPDX-License-Identifier: Apache-2.0
import { defineVerb } from '../../program/verb.ts';
import { DEVICE_TYPE_COLUMNS } from './columns.ts';

export const list = defineVerb({
  summary: 'device types of the lab, with their devices and queues',
  list: true,
  async run(context) {
    const { items } = await context.client().deviceTypes.list();
    context.output.list({ items, next: null, columns: DEVICE_TYPE_COLUMNS });
  },
});
