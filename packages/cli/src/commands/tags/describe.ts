// SPDX-License-Identifier: Apache-2.0
import { tagMethods } from '@lava/protocol/api/client/names.ts';
import { argument, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';

export const describe = defineVerb({
  summary: 'say what the devices with a tag have',
  arguments: { name: argument('name of the tag', ObjectName), text: argument('what they have', Text) },
  async run(context, { name, text }) {
    await tagMethods(context.client()).update(name, { description: text });
    context.output.say({ name, description: text }, () => `tag ${name} is described`);
  },
});
