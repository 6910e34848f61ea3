// SPDX-License-Identifier: Apache-2.0
import type { Attachment } from '@lava/protocol/api/attachments.ts';
import { addedMethods } from '@lava/protocol/api/client/added.ts';
import type { Column } from '../../output/columns.ts';
import { when } from '../../output/time.ts';
import { argument, JobNumber, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { exportFile, writeExport } from '../write-export.ts';

const COLUMNS: readonly Column<Attachment>[] = [
  { key: 'name', value: ({ name }) => name },
  { key: 'size', value: ({ size }) => size },
  { key: 'by', value: ({ by }) => by },
  { key: 'added', value: ({ added }) => added, text: ({ added }) => when(added) },
  { key: 'sha256', value: ({ sha256 }) => sha256, wide: true },
];

export const attachments = defineVerb({
  summary: 'files that were added to a job; with --get, one of them; with --remove, remove one first',
  list: true,
  arguments: { id: argument('number of the job', JobNumber, 'jobs') },
  options: {
    get: option('name of the one to write', { value: 'name' }),
    file: exportFile,
    remove: option('name of one to remove first', { value: 'name' }),
  },
  async run(context, { id }, { get, file, remove }) {
    const { attachments: of } = addedMethods(context.client());
    if (get !== undefined) {
      await writeExport(await of.get(id, get), file);
      if (file !== undefined) context.note(`${get} of job ${id} written to ${file}`);
      return;
    }
    if (remove !== undefined) await of.remove(id, remove);
    context.output.list({ ...(await of.list(id)), columns: COLUMNS });
  },
});
