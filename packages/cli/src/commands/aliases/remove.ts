// SPDX-License-Identifier: Apache-2.0
import { aliasMethods } from '@lava/protocol/api/client/names.ts';
import { manyArguments } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { forEach } from '../for-each.ts';
import { ObjectName } from '../object-name.ts';

export const remove = defineVerb({
  summary: 'remove aliases; jobs that name one are refused from then on',
  arguments: { name: manyArguments('names', ObjectName) },
  run(context, { name: names }) {
    const methods = aliasMethods(context.client());
    return forEach(context, names, 'alias', async (name) => {
      await methods.remove(name);
      return { name, removed: true, text: `alias ${name} is removed` };
    });
  },
});
