// SPDX-License-Identifier: Apache-2.0
import { WORKER_HEALTHS } from '@lava/protocol/api/lab.ts';
import { UsageError } from '../../exit-code.ts';
import { WORKER_HEALTH_WORDS } from '../../output/words.ts';
import { argument, integer, oneOf, option } from '../../program/parameters.ts';
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
    health: option('enabled, disabled, or retired: it may not link any more, and its devices are retired', {
      schema: oneOf(WORKER_HEALTHS, WORKER_HEALTH_WORDS),
    }),
    reason: option('why, for the history', { value: 'text' }),
  },
  async run(context, { name }, { description, jobLimit, health, reason }) {
    if ([description, jobLimit, health].every((value) => value === undefined))
      throw new UsageError('nothing to change: give at least one of the options (see --help)');
    const worker = await context.client().workers.update(name, { description, jobLimit, health, reason });
    context.output.show(worker, () => describeWorker(worker));
  },
});
