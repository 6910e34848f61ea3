// SPDX-License-Identifier: Apache-2.0
import { manyArguments, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { forEach } from '../for-each.ts';
import { ObjectName } from '../object-name.ts';

export const healthCheck = defineVerb({
  summary: 'run the health check of one or more devices as soon as each is free',
  arguments: { name: manyArguments('names of the devices', ObjectName, 'devices') },
  options: { reason: option('why, for the history', { value: 'text' }) },
  run(context, { name: names }, { reason }) {
    const client = context.client();
    return forEach(context, names, 'device', async (name) => {
      const device = await client.devices.runHealthCheck(name, { reason });
      return { ...device, text: `${device.name}: its health check runs as soon as it is free` };
    });
  },
});
