// SPDX-License-Identifier: Apache-2.0
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@lava/protocol/api/client.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { writeExport } from '../write-export.ts';
import type { EndedJob } from './run-job.ts';

/** The results of each job as a JUnit file: `lava-<number>.xml`. @param directory made if it is not there */
export async function writeJunit(
  client: Client,
  ended: readonly EndedJob[],
  directory: string,
): Promise<void> {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (cause) {
    throw new LavaError('request-invalid', `${directory} cannot be made: ${(cause as Error).message}`, {
      cause,
    });
  }
  for (const { id } of ended.flatMap(({ jobs }) => jobs))
    await writeExport(await client.jobs.export(id, 'junit'), join(directory, `lava-${id}.xml`));
}
