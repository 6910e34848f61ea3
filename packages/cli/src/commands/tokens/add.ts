// SPDX-License-Identifier: Apache-2.0
import { MAX_TOKEN_DAYS, TOKEN_DAYS, TOKEN_SCOPES } from '@lava/protocol/api/auth.ts';
import { when } from '../../output/time.ts';
import { integer, oneOf, option, optionWithDefault } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const add = defineVerb({
  summary: 'create a token; it is shown once',
  options: {
    description: optionWithDefault('what it is for', '', { value: 'text' }),
    scope: optionWithDefault('what it may do of what you may: read; submit, to handle jobs too; all', 'all', {
      schema: oneOf(TOKEN_SCOPES),
    }),
    days: option(`until it expires; ${TOKEN_DAYS} if not given`, { schema: integer(1, MAX_TOKEN_DAYS) }),
  },
  async run(context, _, { description, scope, days }) {
    const token = await context.client().tokens.add({ description, scope, days });
    context.note(`this token is not shown again; it expires ${when(token.expires)}:`);
    context.output.say(token, () => token.token);
  },
});
