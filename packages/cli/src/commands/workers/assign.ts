// SPDX-License-Identifier: Apache-2.0
import { argument } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';

export const assign = defineVerb({
  summary: 'set the worker that a device is attached to',
  arguments: {
    device: argument('name of the device', ObjectName, 'devices'),
    worker: argument('name of the worker', ObjectName, 'workers'),
  },
  async run(context, { device, worker }) {
    const updated = await context.client().devices.update(device, { worker });
    context.output.say(updated, () => `${updated.name} is on worker ${updated.worker}`);
  },
});
