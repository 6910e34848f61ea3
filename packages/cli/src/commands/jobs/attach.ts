// SPDX-License-Identifier: Apache-2.0
import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { addedMethods } from '@lava/protocol/api/client/added.ts';
import { UsageError } from '../../exit-code.ts';
import { argument, FileName, JobNumber, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const attach = defineVerb({
  summary: 'add a file to a job of yours, also after it ended; everybody who sees the job may read it',
  arguments: {
    id: argument('number of the job', JobNumber, 'jobs'),
    file: argument('file to add', FileName, 'file'),
  },
  options: { name: option('what it is called there; otherwise as here', { value: 'name' }) },
  async run(context, { id, file }, { name = basename(file) }) {
    const added = await addedMethods(context.client()).attachments.add(id, name, await contentOf(file));
    context.output.say(added, () => `${added.name}, ${added.size} bytes, on job ${id}`);
  },
});

/** Read while it is sent: one that is too large is refused before. */
async function contentOf(file: string): Promise<Blob> {
  try {
    if ((await stat(file)).isDirectory()) throw new Error('it is a directory');
    return await openAsBlob(file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
