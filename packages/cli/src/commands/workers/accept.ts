// SPDX-License-Identifier: Apache-2.0
import { argument, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';
import { describeWorker } from './columns.ts';

export const accept = defineVerb({
  summary: 'accept a worker that asks to join; compare the fingerprint with `lava-slave status` on it',
  arguments: {
    name: argument('name that the worker gets', ObjectName),
    fingerprint: argument('fingerprint of its key', Text),
  },
  async run(context, { name, fingerprint }) {
    const worker = await context.client().joinRequests.accept(fingerprint, { name });
    context.output.show(worker, () => describeWorker(worker));
  },
});
