// SPDX-License-Identifier: Apache-2.0
import { manyArguments } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { forEach } from '../for-each.ts';
import { ObjectName } from '../object-name.ts';

export const remove = defineVerb({
  summary:
    'remove groups that have no permissions; jobs of the group are then for their submitters and admins',
  arguments: { name: manyArguments('names of the groups', ObjectName) },
  run(context, { name: names }) {
    const client = context.client();
    return forEach(context, names, 'group', async (name) => {
      await client.removeGroup(name);
      return { name, removed: true, text: `group ${name} is removed` };
    });
  },
});
