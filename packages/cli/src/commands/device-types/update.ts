// SPDX-License-Identifier: Apache-2.0
import { UsageError } from '../../exit-code.ts';
import { argument, flag, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';
import { describeDeviceType } from './columns.ts';

export const update = defineVerb({
  summary: 'change a device type',
  arguments: { name: argument('name of the device type', ObjectName, 'device-types') },
  options: {
    description: option('what kind of board it is', { value: 'text' }),
    hide: flag('leave it out of lists, and accept no jobs for it'),
    unhide: flag('show it in lists, and accept jobs for it'),
  },
  async run(context, { name }, { description, hide, unhide }) {
    if (hide && unhide) throw new UsageError('--hide and --unhide exclude each other');
    const display = hide ? false : unhide ? true : undefined;
    if (description === undefined && display === undefined)
      throw new UsageError('nothing to change: give at least one of the options (see --help)');
    const type = await context.client().deviceTypes.update(name, { description, display });
    context.output.show(type, () => describeDeviceType(type));
  },
});
