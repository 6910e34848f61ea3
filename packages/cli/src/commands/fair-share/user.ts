// SPDX-License-Identifier: Apache-2.0
import { fairShareMethods } from '@lava/protocol/api/client/fair-share.ts';
import { UsageError } from '../../exit-code.ts';
import { argument, integer, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ifVersion } from '../if-version.ts';
import { ObjectName } from '../object-name.ts';

export const user = defineVerb({
  summary: 'say how much an account gets against others',
  arguments: { name: argument('name of the user', ObjectName, 'users') },
  options: {
    weight: option('1 is usual, 2 is twice as much', { schema: integer(1, 1_000) }),
    ifVersion,
  },
  async run(context, { name }, { weight, ifVersion: seen }) {
    if (weight === undefined) throw new UsageError('nothing to change: give --weight');
    await fairShareMethods(context.client()).user(name, { weight }, seen);
    context.output.say({ name, weight }, () => `${name} has weight ${weight}`);
  },
});
