// SPDX-License-Identifier: Apache-2.0
import { PERMISSION_KINDS, PERMISSIONS } from '@lava/protocol/api/permissions.ts';
import { UsageError } from '../../exit-code.ts';
import { argument, oneOf, option, optionalArgument } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';

export const grant = defineVerb({
  summary: 'give a user or a group a permission, on one object or on all of a kind',
  arguments: {
    permission: argument(`what: ${PERMISSIONS.join(', ')}`, oneOf(PERMISSIONS)),
    kind: argument(`on what: ${PERMISSION_KINDS.join(', ')}`, oneOf(PERMISSION_KINDS)),
    name: optionalArgument('on which one; without it, on all of the kind', ObjectName),
  },
  options: {
    user: option('who gets it', { value: 'name', complete: 'users' }),
    group: option('which group gets it', { value: 'name' }),
  },
  async run(context, { permission, kind, name = null }, { user = null, group = null }) {
    if ((user === null) === (group === null)) throw new UsageError('give either --user or --group');
    const given = await context.client().permissions.grant({ permission, kind, object: name, user, group });
    const who = user === null ? `group ${group}` : user;
    const what = name === null ? `all ${kind}s` : `${kind} ${name}`;
    context.output.say(given, () => `${who} has ${permission} on ${what} (permission ${given.id})`);
  },
});
