// SPDX-License-Identifier: Apache-2.0
import { manyArguments } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { forEach } from '../for-each.ts';
import { ObjectName } from '../object-name.ts';

export const remove = defineVerb({
  summary: 'deactivate accounts: they can neither sign in nor use their tokens; their jobs and history stay',
  arguments: { name: manyArguments('names of the accounts', ObjectName) },
  run(context, { name: names }) {
    const client = context.client();
    return forEach(context, names, 'user', async (name) => {
      const { username } = await client.updateUser(name, { active: false });
      return { name: username, active: false, text: `${username} is deactivated` };
    });
  },
});
