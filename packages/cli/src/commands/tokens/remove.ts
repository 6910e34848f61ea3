// SPDX-License-Identifier: Apache-2.0
import { integer, manyArguments } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { forEach } from '../for-each.ts';

export const remove = defineVerb({
  summary: 'revoke tokens',
  arguments: { id: manyArguments('numbers of the tokens, from lava tokens list', integer(1, 2 ** 31 - 1)) },
  run(context, { id: ids }) {
    const client = context.client();
    return forEach(context, ids, 'token', async (id) => {
      await client.tokens.remove(id);
      return { id, removed: true, text: `token ${id} is revoked` };
    });
  },
});
