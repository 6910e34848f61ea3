// SPDX-License-Identifier: Apache-2.0
import { argument, manyOptions, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const add = defineVerb({
  summary: 'add a group of users, who can be given permissions and shown jobs together',
  arguments: { name: argument('name of the group', Text) },
  options: { member: manyOptions('a user who is in it', { value: 'name', complete: 'users' }) },
  async run(context, { name }, { member: members }) {
    const group = await context.client().addGroup({ name, members });
    context.output.say(group, () => `group ${group.name} is added, with ${count(group.members.length)}`);
  },
});

function count(members: number): string {
  return `${members} ${members === 1 ? 'member' : 'members'}`;
}
