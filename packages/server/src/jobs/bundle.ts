// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Bundle } from '@lava/protocol/wire/messages.ts';
import { loadYamlExact } from '@lava/yaml/load.ts';
import { keyText } from '@lava/yaml/plain.ts';
import type { Database } from '../db/database.ts';
import { getDefinition } from '../db/queries/jobs.ts';
import { renderDevice } from '../device-types/templates/render.ts';
import { notFound } from '../rights/refusals.ts';

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

/** Exact: a template prints `1.0` as it was written. */
function contextOf(definition: string): Record<string, unknown> {
  const job = loadYamlExact(definition);
  const context = job instanceof Map ? job.get('context') : null;
  if (!(context instanceof Map)) return {};
  return Object.fromEntries(Array.from(context, ([key, value]) => [keyText(key), value]));
}
