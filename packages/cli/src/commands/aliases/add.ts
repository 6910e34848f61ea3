// SPDX-License-Identifier: Apache-2.0
import { aliasMethods } from '@lava/protocol/api/client/names.ts';
import { argument } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';

export const add = defineVerb({
  summary: 'another name for a device type: jobs may name it, and run on devices of the type',
  arguments: {
    name: argument('the new name', ObjectName),
    type: argument('the device type', ObjectName, 'device-types'),
  },
  async run(context, { name, type: deviceType }) {
    await aliasMethods(context.client()).add({ name, deviceType });
    context.output.say({ name, deviceType }, () => `${name} is another name of ${deviceType}`);
  },
});
