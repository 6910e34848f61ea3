// SPDX-License-Identifier: Apache-2.0
import { optionWithDefault } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const add = defineVerb({
  summary: 'create a token; it is shown once',
  options: { description: optionWithDefault('what it is for', '', { value: 'text' }) },
  async run(context, _, { description }) {
    const token = await context.client().tokens.add({ description });
    context.note('this token is not shown again:');
    context.output.say(token, () => token.token);
  },
});
