// SPDX-License-Identifier: Apache-2.0
import { isError } from '@lava/protocol/error/error.ts';
import { exitCode } from '../../exit-code.ts';
import { readInput } from '../../input/text.ts';
import { argument, FileName } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { describeProblem } from '../../report.ts';
import { named } from './definition-file.ts';

export const validate = defineVerb({
  summary: 'check a definition on the server, without submitting it; - for stdin',
  arguments: { file: argument('job definition', FileName, 'file') },
  async run(context, { file }) {
    const { problems } = await context.client().jobs.validate(readInput(file));
    const refused = problems.some(isError);
    context.output.say({ problems }, () => {
      const lines = problems.map((problem) => describeProblem(named(file, problem)));
      return [...lines, ...(refused ? [] : ['the server would accept it'])].join('\n');
    });
    return refused ? exitCode('refused') : 0;
  },
});
