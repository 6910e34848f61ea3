// SPDX-License-Identifier: Apache-2.0
import { subscriptionMethods } from '@lava/protocol/api/client/subscriptions.ts';
import { JobNumber, manyArguments } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { forEach } from '../for-each.ts';

export const deleteSubscriptions = defineVerb({
  summary: 'end subscriptions; what waits to be sent is not sent',
  arguments: { id: manyArguments('numbers of the subscriptions', JobNumber) },
  run(context, { id: ids }) {
    const methods = subscriptionMethods(context.client());
    return forEach(context, ids, 'subscription', async (id) => {
      await methods.remove(id);
      return { id, removed: true, text: `subscription ${id} is deleted` };
    });
  },
});
