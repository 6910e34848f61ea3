// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { seconds, Timeout } from '@lava/protocol/job/timeout.ts';
import type { Bundle } from '@lava/protocol/wire/messages.ts';
import { loadYamlExact } from '@lava/yaml/load.ts';
import { keyText, toPlain } from '@lava/yaml/plain.ts';
import type { Database } from '../db/database.ts';
import { getDefinition } from '../db/queries/jobs.ts';
import { renderDevice } from '../device-types/templates/render.ts';
import { notFound } from '../rights/refusals.ts';

/**
 * Everything a worker needs to run the job.
 * @throws LavaError `device-invalid`, `template-error`, `template-limit`
 */
export function buildBundle(db: Database, job: number, limits: Bundle['limits']): Promise<Bundle> {
  return db.run(async (q) => {
    const row = await getDefinition(q, job);
    if (!row) throw notFound('job', job);
    if (row.device === null || row.device_type === null)
      throw new LavaError('bug', `job ${job} has no device`);
    const definition = loadYamlExact(row.definition);
    const context = contextOf(definition);
    const device = await renderDevice(q, { name: row.device, deviceType: row.device_type }, context);
    return { job, definition: row.definition, device, limits: { ...limits, ...limitOf(definition) } };
  });
}

/** Exact: a template prints `1.0` as it was written. */
function contextOf(job: unknown): Record<string, unknown> {
  const context = job instanceof Map ? job.get('context') : null;
  if (!(context instanceof Map)) return {};
  return Object.fromEntries(Array.from(context, ([key, value]) => [keyText(key), value]));
}

/** The job's own time limit, which the worker holds it to when its process does not. */
function limitOf(job: unknown): { seconds?: number } {
  const timeouts = job instanceof Map ? job.get('timeouts') : null;
  const parsed = Timeout.safeParse(toPlain(timeouts instanceof Map ? timeouts.get('job') : undefined));
  return parsed.success ? { seconds: seconds(parsed.data) } : {};
}
