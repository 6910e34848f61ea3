// SPDX-License-Identifier: Apache-2.0
import { manyArguments, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { forEach } from '../for-each.ts';

export const remove = defineVerb({
  summary: 'remove secrets; jobs that name them send the name instead',
  arguments: { name: manyArguments('names of the artifact tokens', Text) },
  run(context, { name: names }) {
    const client = context.client();
    return forEach(context, names, 'artifact token', async (name) => {
      await client.artifactTokens.remove(name);
      return { name, removed: true, text: `artifact token ${name} is removed` };
    });
  },
});
