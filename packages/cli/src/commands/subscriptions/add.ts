// SPDX-License-Identifier: Apache-2.0
import { subscriptionMethods } from '@lava/protocol/api/client/subscriptions.ts';
import { SUBSCRIPTION_KINDS } from '@lava/protocol/api/notifications.ts';
import type { AddSubscription } from '@lava/protocol/api/subscriptions.ts';
import type * as z from 'zod';
import { Duration } from '../../input/duration.ts';
import { readInput } from '../../input/text.ts';
import { argument, oneOf, option, optionWithDefault, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const add = defineVerb({
  summary: 'be notified of jobs that end and fit a filter: by mail, web hook, or in a chat',
  arguments: {
    name: argument('a name for it, which its messages have', Text),
    filter: argument("which jobs, as in lists: 'type:qemu health:incomplete'; '' for each", Text),
  },
  options: {
    by: optionWithDefault('how', 'mail', { schema: oneOf(SUBSCRIPTION_KINDS), value: 'kind' }),
    to: option('address of the hook, or of the Matrix server', { value: 'url' }),
    room: option('internal name of the Matrix room: !abc:example.org', { value: 'room' }),
    secretFile: option('file with the secret that signs, or the token of the Matrix account; - for stdin', {
      value: 'file',
      complete: 'file',
    }),
    group: option('for this group of yours, instead of you', { value: 'name' }),
    every: option('least time between two messages: 10m, 1d; 60s when not given', {
      schema: Duration,
      value: 'time',
    }),
  },
  async run(context, { name, filter }, { by: kind, secretFile, to: url, ...where }) {
    const secret = secretFile === undefined ? undefined : readInput(secretFile).trim();
    // What does not fit the kind is refused by the server, with the reason.
    const body = { name, filter, kind, secret, url, ...where } as z.input<typeof AddSubscription>;
    const made = await subscriptionMethods(context.client()).add(body);
    context.output.say(made, () => `subscription ${made.id}: ${made.kind} to ${made.target}`);
    if (made.secret !== null)
      context.note(`its messages are signed with ${made.secret}, which is not shown again`);
  },
});
