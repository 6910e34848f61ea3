// SPDX-License-Identifier: Apache-2.0
import { POWERS } from '@lava/protocol/api/leases.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { argument, oneOf } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';

export const power = defineVerb({
  summary: 'switch the power of a board that you have borrowed',
  arguments: {
    device: argument('name of the device', ObjectName, 'devices'),
    to: argument('on, off or reset', oneOf(POWERS)),
  },
  async run(context, { device, to }) {
    const client = context.client();
    const { items } = await client.leases.list({ device, state: 'held', limit: 1 });
    const [lease] = items;
    if (!lease)
      throw new LavaError('not-found', `nobody has borrowed device ${device}`, {
        hint: `lava lease ${device}`,
      });
    const answer = await client.leases.power(lease.id, { to });
    context.output.say(
      answer,
      () => `${device}: power ${to}; the log of lease ${lease.id} says what came of it`,
    );
  },
});
