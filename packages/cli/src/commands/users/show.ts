// SPDX-License-Identifier: Apache-2.0
import { argument } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';
import { describeUser } from './columns.ts';

export const show = defineVerb({
  summary: 'one account',
  arguments: { name: argument('name of the account', ObjectName) },
  async run(context, { name }) {
    const user = await context.client().user(name);
    context.output.show(user, () => describeUser(user));
  },
});
