// SPDX-License-Identifier: Apache-2.0
import { argument, JobNumber } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { announce } from './announce.ts';
import { WAIT_OPTIONS } from './wait-options.ts';

export const resubmit = defineVerb({
  summary: 'submit the same definition again',
  arguments: { id: argument('number of the job', JobNumber, 'jobs') },
  options: WAIT_OPTIONS,
  async run(context, { id }, options) {
    return announce(context, await context.client().jobs.resubmit(id), options);
  },
});
