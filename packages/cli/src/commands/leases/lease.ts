// SPDX-License-Identifier: Apache-2.0
import { argument, manyOptions } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';
import { announceLease, LEASE_OPTIONS, lengthOf } from './await-held.ts';

export const lease = defineVerb({
  summary: 'borrow a board: a device, or any of a device type',
  arguments: { target: argument('name of a device or device type', ObjectName, 'devices') },
  options: { ...LEASE_OPTIONS, tag: manyOptions('a tag that the device must have', { value: 'name' }) },
  async run(context, { target }, { tag, wait, ...length }) {
    const asked = { target, tags: tag, ...lengthOf(length) };
    return announceLease(context, await context.client().leases.ask(asked), wait);
  },
});
