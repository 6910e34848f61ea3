// SPDX-License-Identifier: Apache-2.0
import { queryMethods } from '@lava/protocol/api/client/queries.ts';
import { MOST_REPORTED } from '@lava/protocol/api/exports.ts';
import { argument, flag, integer, manyOptions, option, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { some } from '../pages.ts';
import { exportFile, kcidbOptions, writeExport } from '../write-export.ts';
import { findQuery, WHICH } from './find.ts';

export const exportQuery = defineVerb({
  summary: "a report for KernelCI's database (KCIDB) of the jobs of a saved query that are over",
  arguments: { query: argument(WHICH, Text) },
  options: {
    limit: option('jobs, newest first; otherwise 1000', { schema: integer(1, MOST_REPORTED) }),
    suite: manyOptions('only this suite', { value: 'name' }),
    all: flag("the dispatcher's own steps (suite lava) too"),
    ...kcidbOptions,
    file: exportFile,
  },
  async run(context, { query }, { limit, suite, all, file, ...kcidb }) {
    const { id, name } = await findQuery(context, query);
    const wanted = { limit, suite: some(suite), ...(all && { all: 'true' }), ...kcidb };
    await writeExport(await queryMethods(context.client()).kcidb(id, wanted), file);
    if (file !== undefined) context.note(`report of query ${name} written to ${file}`);
  },
});
