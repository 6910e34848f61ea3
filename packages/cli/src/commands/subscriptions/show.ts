// SPDX-License-Identifier: Apache-2.0
import { subscriptionMethods } from '@lava/protocol/api/client/subscriptions.ts';
import { argument, JobNumber } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const show = defineVerb({
  summary: 'a subscription: which jobs, and where to',
  arguments: { id: argument('number of the subscription', JobNumber) },
  async run(context, { id }) {
    const found = await subscriptionMethods(context.client()).get(id);
    const { name, filter, kind, target, every, owner, group } = found;
    context.output.say(found, () =>
      [
        `${name}: ${filter || 'every job'}`,
        `by ${kind} to ${target}, at most once in ${every} s`,
        group === null ? `of ${owner}` : `of the group ${group}, made by ${owner}`,
      ].join('\n'),
    );
  },
});
