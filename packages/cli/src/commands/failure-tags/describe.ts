// SPDX-License-Identifier: Apache-2.0
import { argument, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';

export const describe = defineVerb({
  summary: 'say what a failure tag means',
  arguments: { name: argument('name of the tag', ObjectName), text: argument('what it means', Text) },
  async run(context, { name, text }) {
    await context.client().failureTags.update(name, { description: text });
    context.output.say({ name, description: text }, () => `failure tag ${name} is described`);
  },
});
