// SPDX-License-Identifier: Apache-2.0
import { argument } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';
import { describeDeviceType } from './columns.ts';

export const show = defineVerb({
  summary: 'one device type',
  arguments: { name: argument('name of the device type', ObjectName, 'device-types') },
  async run(context, { name }) {
    const type = await context.client().deviceTypes.get(name);
    context.output.show(type, () => describeDeviceType(type));
  },
});
