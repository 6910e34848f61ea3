// SPDX-License-Identifier: Apache-2.0
import { manyArguments } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { forEach } from '../for-each.ts';
import { ObjectName } from '../object-name.ts';

export const remove = defineVerb({
  summary: 'remove failure tags, also from all jobs that have them',
  arguments: { name: manyArguments('names of the tags', ObjectName) },
  run(context, { name: names }) {
    const client = context.client();
    return forEach(context, names, 'failure tag', async (name) => {
      await client.failureTags.remove(name);
      return { name, removed: true, text: `failure tag ${name} is removed` };
    });
  },
});
