// SPDX-License-Identifier: Apache-2.0
import { LEASE_STATES } from '@lava/protocol/api/leases.ts';
import { readPages } from '@lava/protocol/api/list.ts';
import { flag, oneOf, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { limits, MORE, most } from '../pages.ts';
import { LEASE_COLUMNS } from './columns.ts';

export const list = defineVerb({
  summary: 'leases that have not ended, newest first',
  list: true,
  options: {
    holder: option('only those of this account', { value: 'name', complete: 'users' }),
    device: option('only those of this device', { value: 'name', complete: 'devices' }),
    state: option('only those in this state', { schema: oneOf(LEASE_STATES) }),
    ended: flag('also those that have ended'),
    ...limits(25),
  },
  async run(context, _, { limit, all, ended, state, ...query }) {
    const client = context.client();
    const open = ended || state !== undefined ? undefined : 'true';
    const page = await readPages(
      (wanted) => client.leases.list({ ...query, state, open, ...wanted }),
      most({ limit, all }),
    );
    context.output.list({ ...page, columns: LEASE_COLUMNS });
    if (page.next !== null) context.note(MORE);
  },
});
