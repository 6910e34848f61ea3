// SPDX-License-Identifier: Apache-2.0
import { integer, manyArguments } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { forEach } from '../for-each.ts';

export const revoke = defineVerb({
  summary: 'take permissions back; what nobody has a permission for any more is open to everybody again',
  arguments: {
    id: manyArguments('numbers of the permissions, from lava permissions list', integer(1, 2 ** 31 - 1)),
  },
  run(context, { id: ids }) {
    const client = context.client();
    return forEach(context, ids, 'permission', async (id) => {
      await client.permissions.revoke(id);
      return { id, revoked: true, text: `permission ${id} is revoked` };
    });
  },
});
