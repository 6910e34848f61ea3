// SPDX-License-Identifier: Apache-2.0
import { addedMethods } from '@lava/protocol/api/client/added.ts';
import { RESULTS } from '@lava/protocol/record/verdict.ts';
import { argument, JobNumber, oneOf, option, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const add = defineVerb({
  summary: 'add the result of a test that did not run on the board to a job of yours, also after it ended',
  arguments: {
    id: argument('number of the job', JobNumber, 'jobs'),
    suite: argument('name of the suite', Text),
    case: argument('name of the test case', Text),
    result: argument('pass, fail, skip or unknown', oneOf(RESULTS)),
  },
  options: {
    set: option('name of the set within the suite', { value: 'name' }),
    measurement: option('what was measured', { value: 'number' }),
    units: option('units of the measurement'),
    reference: option('where more is found about it, such as an address'),
  },
  async run(context, { id, suite, case: name, result }, options) {
    const cases = [{ name, result, ...options }];
    const { added } = await addedMethods(context.client()).results(id, { suite, cases });
    context.output.say({ added }, () => `job ${id} has ${added} added results`);
  },
});
