// SPDX-License-Identifier: Apache-2.0
import { argument, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const dismiss = defineVerb({
  summary: 'remove a worker that asks to join from the list, until it asks again',
  arguments: { fingerprint: argument('fingerprint of its key', Text) },
  async run(context, { fingerprint }) {
    await context.client().joinRequests.dismiss(fingerprint);
    context.output.say({ fingerprint }, () => `dismissed ${fingerprint}`);
  },
});
