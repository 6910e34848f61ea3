// SPDX-License-Identifier: Apache-2.0
import { argument, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { findQuery, WHICH } from './find.ts';

export const show = defineVerb({
  summary: 'a saved query: its filter, and whose it is',
  arguments: { query: argument(WHICH, Text) },
  async run(context, { query }) {
    const found = await findQuery(context, query);
    const { name, owner, group, filter, conditions, description, published } = found;
    context.output.say(found, () =>
      [
        `${name}: ${filter}`,
        ...(conditions === null ? [] : [`saved as ${conditions}`]),
        ...(description === '' ? [] : [description]),
        `${group === null ? `of ${owner}` : `of the group ${group}`}${published ? ', published' : ''}`,
      ].join('\n'),
    );
  },
});
