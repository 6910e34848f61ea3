// SPDX-License-Identifier: Apache-2.0
import { readInput } from '../../input/text.ts';
import { argument, FileName } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { announce } from './announce.ts';
import { inFile } from './definition-file.ts';
import { WAIT_OPTIONS } from './wait-options.ts';

export const submit = defineVerb({
  summary: 'submit a job definition; - for stdin',
  arguments: { file: argument('job definition', FileName, 'file') },
  options: WAIT_OPTIONS,
  async run(context, { file }, options) {
    const definition = readInput(file);
    const submitted = await context.client().jobs.submit(definition).catch(inFile(file));
    return announce(context, submitted, options);
  },
});
