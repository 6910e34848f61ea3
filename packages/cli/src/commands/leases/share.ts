// SPDX-License-Identifier: Apache-2.0
import { argument, JobNumber, manyOptions } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const share = defineVerb({
  summary: 'say who may use a board that you have borrowed; replaces what was said before',
  arguments: { id: argument('number of the lease', JobNumber, 'jobs') },
  options: {
    user: manyOptions('a user who may', { value: 'name' }),
    group: manyOptions('a group whose members may', { value: 'name' }),
  },
  async run(context, { id }, { user: users, group: groups }) {
    const lease = await context.client().leases.share(id, { users, groups });
    const all = [...lease.users, ...lease.groups.map((name) => `group ${name}`)];
    context.output.say(lease, () => `lease ${id} is shared with ${all.join(', ') || 'nobody'}`);
  },
});
