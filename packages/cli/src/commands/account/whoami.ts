// SPDX-License-Identifier: Apache-2.0
import { defineVerb } from '../../program/verb.ts';

export const whoami = defineVerb({
  summary: 'the account that commands act for',
  async run(context) {
    const { url } = context.access();
    const session = await context.client().session();
    const name = session.user?.username ?? 'nobody (not signed in)';
    context.output.say({ url, ...session }, () => `${name} at ${url}, server ${session.version}`);
  },
});
