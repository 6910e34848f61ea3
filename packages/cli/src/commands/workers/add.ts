// SPDX-License-Identifier: Apache-2.0
import { argument, flag, optionWithDefault } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';
import { printInvitation } from './invitation.ts';

export const add = defineVerb({
  summary: 'add a worker; prints the line that it joins with',
  arguments: { name: argument('name of the new worker', ObjectName) },
  options: {
    description: optionWithDefault('where it is, what is attached to it', '', { value: 'text' }),
    disabled: flag('accepts no jobs until it is enabled'),
  },
  async run(context, { name }, { description, disabled }) {
    printInvitation(context, await context.client().workers.add({ name, description, disabled }));
  },
});
