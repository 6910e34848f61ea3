// SPDX-License-Identifier: Apache-2.0
import { readPassword } from '../../input/text.ts';
import { argument, option, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const add = defineVerb({
  summary: 'keep a secret on the server, for jobs that name it',
  arguments: { name: argument('name that jobs have in the place of the secret', Text) },
  options: {
    secretFile: option('file that holds the secret; - for stdin', { value: 'file', complete: 'file' }),
  },
  async run(context, { name }, { secretFile }) {
    const token = await readPassword(secretFile, 'Secret: ');
    const made = await context.client().artifactTokens.add({ name, token });
    context.output.say(made, () => `your jobs can name ${made.name}; it is not shown again`);
  },
});
