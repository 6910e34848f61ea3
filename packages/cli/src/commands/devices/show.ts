// SPDX-License-Identifier: Apache-2.0
import { argument } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';
import { describeDevice } from './columns.ts';

export const show = defineVerb({
  summary: 'one device',
  arguments: { name: argument('name of the device', ObjectName, 'devices') },
  async run(context, { name }) {
    const device = await context.client().devices.get(name);
    context.output.show(device, () => describeDevice(device));
  },
});
