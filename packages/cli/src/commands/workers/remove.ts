// SPDX-License-Identifier: Apache-2.0
import { manyArguments } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { forEach } from '../for-each.ts';
import { ObjectName } from '../object-name.ts';

export const remove = defineVerb({
  summary: 'remove workers that are offline, have no devices and have run no jobs; retire the others',
  arguments: { name: manyArguments('names of the workers', ObjectName, 'workers') },
  run(context, { name: names }) {
    const client = context.client();
    return forEach(context, names, 'worker', async (name) => {
      await client.workers.remove(name);
      return { name, removed: true, text: `worker ${name} is removed` };
    });
  },
});
