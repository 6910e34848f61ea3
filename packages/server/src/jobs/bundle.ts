// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Bundle } from '@lava/protocol/wire/messages.ts';
import { jobOf } from '@lava/protocol/wire/run-number.ts';
import { loadYamlExact } from '@lava/yaml/load.ts';
import { computeForLinks, isQuick } from '../compute/compute.ts';
import type { Database } from '../db/database.ts';
import { listArtifactTokens } from '../db/queries/artifact-tokens.ts';
import { getDefinition } from '../db/queries/jobs.ts';
import { filesOfWorker } from '../db/queries/texts.ts';
import { deviceSources, renderNow } from '../device-types/templates/render.ts';
import { contextOf, type Sources } from '../device-types/templates/rendering.ts';
import { notFound } from '../rights/refusals.ts';
import { type ArtifactToken, withArtifactTokens } from './artifact-tokens.ts';
import { type BundleParts, limitOf } from './bundle-parts.ts';

/**
 * Everything a worker needs to run the job.
 * @param run its number, by which the worker calls it
 * @throws LavaError `device-invalid`, `template-error`, `template-limit`
 */
export async function buildBundle(db: Database, run: number, limits: Bundle['limits']): Promise<Bundle> {
  const job = jobOf(run);
  const { definition, sources, tokens, files } = await db.run(async (q) => {
    const row = await getDefinition(q, job);
    if (!row) throw notFound('job', job);
    if (row.device === null || row.device_type === null)
      throw new LavaError('bug', `job ${job} has no device`);
    const sources = await deviceSources(q, { name: row.device, deviceType: row.device_type });
    const tokens = await listArtifactTokens(q, row.submitter);
    return { definition: row.definition, sources, tokens, files: await filesOfWorker(q, row.worker) };
  });
  const parts = await partsOf(sources, definition, tokens);
  return {
    job: run,
    definition: parts.definition,
    device: parts.device,
    ...files,
    limits: { ...limits, ...parts.limits },
  };
}

/** Workers are answered meanwhile, whatever the job is like. */
async function partsOf(
  sources: Sources,
  definition: string,
  tokens: readonly ArtifactToken[],
): Promise<BundleParts> {
  if (!isQuick(definition)) {
    return (await computeForLinks('make-bundle-parts', { sources, definition, tokens })) as BundleParts;
  }
  const job = loadYamlExact(definition);
  const device = await renderNow(sources, contextOf(job), { definition }, computeForLinks);
  return { definition: withArtifactTokens(definition, tokens), device, limits: limitOf(job) };
}
