// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Bundle } from '@lava/protocol/wire/messages.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import type { Database } from '../db/database.ts';
import { getDefinition } from '../db/queries/jobs.ts';
import { renderDevice } from '../devicetypes/render.ts';
import { notFound } from './refusals.ts';

/**
 * All that a worker needs to run the job.
 * @throws LavaError `device-invalid`, `template-error`, `template-limit`
 */
export function buildBundle(db: Database, job: number, limits: Bundle['limits']): Promise<Bundle> {
  return db.run(async (q) => {
    const row = await getDefinition(q, job);
    if (!row) throw notFound('job', job);
    if (row.device === null || row.device_type === null)
      throw new LavaError('bug', `job ${job} has no device`);
    const context = contextOf(row.definition);
    const device = await renderDevice(q, { name: row.device, deviceType: row.device_type }, context);
    return { job, definition: row.definition, device, limits };
  });
}

function contextOf(definition: string): Record<string, unknown> {
  const { context } = loadYaml(definition) as { context?: Record<string, unknown> | null };
  return context ?? {};
}
