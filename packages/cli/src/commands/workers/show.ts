// SPDX-License-Identifier: Apache-2.0
import { argument } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';
import { describeWorker } from './columns.ts';

export const show = defineVerb({
  summary: 'one worker',
  arguments: { name: argument('name of the worker', ObjectName, 'workers') },
  async run(context, { name }) {
    const worker = await context.client().workers.get(name);
    context.output.show(worker, () => describeWorker(worker));
  },
});
