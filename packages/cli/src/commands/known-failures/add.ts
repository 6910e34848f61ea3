// SPDX-License-Identifier: Apache-2.0
import { knownFailureMethods } from '@lava/protocol/api/client/known-failures.ts';
import { Until } from '../../input/until.ts';
import { argument, option, requiredOption, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const add = defineVerb({
  summary: 'say that a test case may fail; * in a name stands for anything',
  arguments: {
    suite: argument('name of the suite, without the number in front', Text),
    case: argument('name of the test case, or set/case', Text),
  },
  options: {
    reason: requiredOption('why', { value: 'text' }),
    deviceType: option('only on this device type; on all of them is for admins', {
      value: 'name',
      complete: 'device-types',
    }),
    link: option('address where it is followed up', { value: 'url' }),
    expires: option('it does not count for jobs after this time: 2027-01-31 (UTC without a zone)', {
      schema: Until,
      value: 'time',
    }),
  },
  async run(context, { suite, case: name }, { link: url, ...options }) {
    const made = await knownFailureMethods(context.client()).add({ suite, name, url, ...options });
    context.output.say(made, () => `known failure ${made.id}: ${made.suite}/${made.name}`);
  },
});
