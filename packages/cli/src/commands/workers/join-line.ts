// SPDX-License-Identifier: Apache-2.0
import { argument } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';
import { printInvitation } from './invitation.ts';

export const joinLine = defineVerb({
  summary: 'a new join line, for a host that was set up again; the one before is no longer valid',
  arguments: { name: argument('name of the worker', ObjectName, 'workers') },
  async run(context, { name }) {
    printInvitation(context, await context.client().workers.joinLine(name));
  },
});
