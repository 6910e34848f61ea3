// SPDX-License-Identifier: Apache-2.0
import { manyArguments } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { forEach } from '../for-each.ts';
import { ObjectName } from '../object-name.ts';

export const remove = defineVerb({
  summary: 'remove device types that no device and no job uses',
  arguments: { name: manyArguments('names of the device types', ObjectName, 'device-types') },
  run(context, { name: names }) {
    const client = context.client();
    return forEach(context, names, 'device type', async (name) => {
      await client.deviceTypes.remove(name);
      return { name, removed: true, text: `device type ${name} is removed` };
    });
  },
});
