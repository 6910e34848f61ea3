// SPDX-License-Identifier: Apache-2.0
import { manyArguments } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { forEach } from '../for-each.ts';
import { ObjectName } from '../object-name.ts';

export const remove = defineVerb({
  summary: 'remove devices that have run no jobs; retire the others',
  arguments: { name: manyArguments('names of the devices', ObjectName, 'devices') },
  run(context, { name: names }) {
    const client = context.client();
    return forEach(context, names, 'device', async (name) => {
      await client.devices.remove(name);
      return { name, removed: true, text: `device ${name} is removed` };
    });
  },
});
