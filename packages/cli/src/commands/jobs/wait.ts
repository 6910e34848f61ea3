// SPDX-License-Identifier: Apache-2.0
import { exitCode, type Outcome, worstOutcome } from '../../exit-code.ts';
import { JobNumber, manyArguments } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { stay } from './stay.ts';

export const wait = defineVerb({
  summary: 'wait for the end of jobs; the exit code is that of the worst outcome',
  arguments: { id: manyArguments('numbers of the jobs', JobNumber, 'jobs') },
  async run(context, { id: ids }) {
    const outcomes: Outcome[] = [];
    for (const id of ids) outcomes.push(await stay(context, id, { show: false, raw: false }));
    return exitCode(worstOutcome(outcomes));
  },
});
