// SPDX-License-Identifier: Apache-2.0
import { tagMethods } from '@lava/protocol/api/client/names.ts';
import { argument, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';

export const add = defineVerb({
  summary: 'add a tag; devices update --tag gives it to a device',
  arguments: { name: argument('name of the tag', ObjectName) },
  options: { description: option('what the devices with it have', { value: 'text' }) },
  async run(context, { name }, { description }) {
    await tagMethods(context.client()).add({ name, description });
    context.output.say({ name, description }, () => `tag ${name} is added`);
  },
});
