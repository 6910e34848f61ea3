// SPDX-License-Identifier: Apache-2.0
import { subscriptionMethods } from '@lava/protocol/api/client/subscriptions.ts';
import { readPages } from '@lava/protocol/api/list.ts';
import { flag } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { COLUMNS } from './columns.ts';

export const list = defineVerb({
  summary: 'your subscriptions, and those of your groups',
  list: true,
  options: { all: flag('those of everybody, for admins') },
  async run(context, _, { all }) {
    const methods = subscriptionMethods(context.client());
    const page = await readPages((wanted) => methods.list({ ...(!all && { mine: 'true' }), ...wanted }));
    context.output.list({ ...page, columns: COLUMNS });
  },
});
