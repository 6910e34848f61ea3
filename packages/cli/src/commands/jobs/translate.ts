// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '@lava/protocol/error/error.ts';
import { readInput } from '../../input/text.ts';
import { argument, FileName } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { describeProblem } from '../../report.ts';
import { inFile } from './definition-file.ts';

export const translate = defineVerb({
  summary: 'the pipeline job that a JSON job of the first dispatcher means on this lab; - for stdin',
  arguments: { file: argument('JSON job', FileName, 'file') },
  async run(context, { file }) {
    const translated = await context.client().jobs.translate(readInput(file)).catch(inFile(file));
    for (const warning of translated.warnings) context.note(describeProblem(warning as Problem));
    context.output.document(translated, `${translated.definition.trimEnd()}\n`);
  },
});
