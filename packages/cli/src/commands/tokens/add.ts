// SPDX-License-Identifier: Apache-2.0
import { MAX_TOKEN_DAYS, TOKEN_DAYS } from '@lava/protocol/api/auth.ts';
import { when } from '../../output/time.ts';
import { integer, option, optionWithDefault } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const add = defineVerb({
  summary: 'create a token; it is shown once',
  options: {
    description: optionWithDefault('what it is for', '', { value: 'text' }),
    days: option(`until it expires; ${TOKEN_DAYS} if not given`, { schema: integer(1, MAX_TOKEN_DAYS) }),
  },
  async run(context, _, { description, days }) {
    const token = await context.client().tokens.add({ description, days });
    context.note(`this token is not shown again; it expires ${when(token.expires)}:`);
    context.output.say(token, () => token.token);
  },
});
