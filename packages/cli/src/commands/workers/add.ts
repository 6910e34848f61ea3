// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { argument, flag, optionWithDefault } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';
import { printInvitation } from './invitation.ts';
import { printToken } from './token.ts';

export const add = defineVerb({
  summary: 'add a worker; prints the line that it joins with, or its token',
  arguments: { name: argument('name of the new worker', ObjectName) },
  options: {
    description: optionWithDefault('where it is, what is attached to it', '', { value: 'text' }),
    disabled: flag('accepts no jobs until it is enabled'),
    protocol: optionWithDefault('zmq: our lava-slave; http: lava-worker of LAVA, with a token', 'zmq', {
      schema: z.enum(['zmq', 'http']),
    }),
  },
  async run(context, { name }, { description, disabled, protocol }) {
    const { workers } = context.client();
    const invitation = await workers.add({ name, description, disabled });
    if (protocol === 'http') printToken(context, await workers.token(name));
    else printInvitation(context, invitation);
  },
});
