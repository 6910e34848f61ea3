// SPDX-License-Identifier: Apache-2.0
import { UsageError } from '../../exit-code.ts';
import { argument, integer, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';
import { describeWorker } from './columns.ts';

export const update = defineVerb({
  summary: 'change a worker',
  arguments: { name: argument('name of the worker', ObjectName, 'workers') },
  options: {
    description: option('where it is, what is attached to it', { value: 'text' }),
    jobLimit: option('maximum number of concurrent jobs; 0 for no limit', {
      schema: integer(0, 10_000),
      value: 'count',
    }),
    reason: option('why, for the history', { value: 'text' }),
  },
  async run(context, { name }, { description, jobLimit, reason }) {
    if (description === undefined && jobLimit === undefined)
      throw new UsageError('nothing to change: give --description or --job-limit');
    const worker = await context.client().workers.update(name, { description, jobLimit, reason });
    context.output.show(worker, () => describeWorker(worker));
  },
});
