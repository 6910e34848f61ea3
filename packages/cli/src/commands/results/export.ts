// SPDX-License-Identifier: Apache-2.0
import { EXPORT_NAMES } from '@lava/protocol/api/exports.ts';
import {
  argument,
  flag,
  JobNumber,
  manyOptions,
  oneOf,
  optionWithDefault,
} from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { some } from '../pages.ts';
import { exportFile, kcidbOptions, writeExport } from '../write-export.ts';

export const exportResults = defineVerb({
  summary: 'results of a job for other programs: JUnit, TAP, CSV, YAML, JSON, KCIDB, the files of SQUAD',
  arguments: { id: argument('number of the job', JobNumber, 'jobs') },
  options: {
    format: optionWithDefault('form', 'junit', { schema: oneOf(EXPORT_NAMES), value: 'format' }),
    suite: manyOptions('only this suite', { value: 'name' }),
    all: flag("the dispatcher's own steps (suite lava) too"),
    ...kcidbOptions,
    file: exportFile,
  },
  async run(context, { id }, { format, suite, all, file, ...kcidb }) {
    const answer = await context
      .client()
      .jobs.export(id, format, { suite: some(suite), ...(all && { all: 'true' }), ...kcidb });
    await writeExport(answer, file);
    if (file !== undefined) context.note(`results of job ${id} written to ${file}`);
  },
});
