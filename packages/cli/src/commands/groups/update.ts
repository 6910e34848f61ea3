// SPDX-License-Identifier: Apache-2.0
import { UsageError } from '../../exit-code.ts';
import { argument, manyOptions, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';
import { describeGroup } from './show.ts';

export const update = defineVerb({
  summary: 'rename a group, or change who is in it',
  arguments: { name: argument('name of the group', ObjectName) },
  options: {
    add: manyOptions('a user who is in it from now on', { value: 'name', complete: 'users' }),
    remove: manyOptions('a user who is not in it any more', { value: 'name', complete: 'users' }),
    name: option('its new name; its permissions, and the jobs that it may see, stay', { value: 'name' }),
  },
  async run(context, { name }, { add, remove, name: newName }) {
    if (add.length + remove.length === 0 && newName === undefined)
      throw new UsageError('nothing to change: give at least one of the options (see --help)');
    const group = await context.client().updateGroup(name, { name: newName, add, remove });
    context.output.show(group, () => describeGroup(group));
  },
});
