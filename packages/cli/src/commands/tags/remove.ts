// SPDX-License-Identifier: Apache-2.0
import { tagMethods } from '@lava/protocol/api/client/names.ts';
import { manyArguments } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { forEach } from '../for-each.ts';
import { ObjectName } from '../object-name.ts';

export const remove = defineVerb({
  summary: 'remove tags that no device has',
  arguments: { name: manyArguments('names of the tags', ObjectName) },
  run(context, { name: names }) {
    const methods = tagMethods(context.client());
    return forEach(context, names, 'tag', async (name) => {
      await methods.remove(name);
      return { name, removed: true, text: `tag ${name} is removed` };
    });
  },
});
