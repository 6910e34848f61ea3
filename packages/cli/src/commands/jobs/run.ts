// SPDX-License-Identifier: Apache-2.0
import { readInput } from '../../input/text.ts';
import { argument, FileName } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { announce } from './announce.ts';
import { inFile } from './definition-file.ts';

export const run = defineVerb({
  summary: 'submit a job definition and follow it to its end; the exit code is that of the outcome',
  arguments: { file: argument('job definition; - for stdin', FileName, 'file') },
  async run(context, { file }) {
    const definition = readInput(file);
    const submitted = await context.client().jobs.submit(definition).catch(inFile(file));
    return announce(context, submitted, { wait: true, follow: true });
  },
});
