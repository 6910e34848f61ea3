// SPDX-License-Identifier: Apache-2.0
import { queryMethods } from '@lava/protocol/api/client/queries.ts';
import { manyArguments, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { forEach } from '../for-each.ts';
import { findQuery, WHICH } from './find.ts';

export const deleteQueries = defineVerb({
  summary: 'delete saved queries',
  arguments: { query: manyArguments(WHICH, Text) },
  run(context, { query: names }) {
    const methods = queryMethods(context.client());
    return forEach(context, names, 'query', async (name) => {
      await methods.remove((await findQuery(context, name)).id);
      return { name, removed: true, text: `query ${name} is deleted` };
    });
  },
});
