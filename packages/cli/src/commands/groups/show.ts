// SPDX-License-Identifier: Apache-2.0
import type { Group } from '@lava/protocol/api/auth.ts';
import type { FieldValue } from '../../output/output.ts';
import { argument } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';

export const show = defineVerb({
  summary: 'one group',
  arguments: { name: argument('name of the group', ObjectName) },
  async run(context, { name }) {
    const group = await context.client().group(name);
    context.output.show(group, () => describeGroup(group));
  },
});

export function describeGroup({ name, members }: Group): [string, FieldValue][] {
  return [
    ['name', name],
    ['members', members.join(' ')],
  ];
}
