// SPDX-License-Identifier: Apache-2.0
import { seconds, Timeout } from '@lava/protocol/job/timeout.ts';
import { HoldTime } from '@lava/protocol/job/timeout-definition.ts';
import type { Bundle } from '@lava/protocol/wire/messages.ts';
import { loadYamlExact } from '@lava/yaml/load.ts';
import { toPlain } from '@lava/yaml/plain.ts';
import { contextOf, renderSources, type Sources } from '../device-types/templates/rendering.ts';
import { type ArtifactToken, withArtifactTokens } from './artifact-tokens.ts';

/** What of a bundle is made from the job's text. */
export interface BundleParts {
  definition: string;
  device: string;
  limits: Pick<Bundle['limits'], 'seconds'>;
}

interface PartsInput {
  sources: Sources;
  definition: string;
  tokens: readonly ArtifactToken[];
}

/** On plain data, so that a thread can do it. @throws LavaError as `renderSources` */
export function makeParts({ sources, definition, tokens }: PartsInput): BundleParts {
  const job = loadYamlExact(definition);
  return {
    definition: withArtifactTokens(definition, tokens),
    device: renderSources(sources, contextOf(job)),
    limits: limitOf(job),
  };
}

/** The job's own time limit, which the worker holds it to when its process does not; with the hold after a failure. */
export function limitOf(job: unknown): BundleParts['limits'] {
  const timeouts = job instanceof Map ? job.get('timeouts') : null;
  const own = secondsOf(Timeout, timeouts instanceof Map ? timeouts.get('job') : undefined);
  const held = secondsOf(HoldTime, job instanceof Map ? job.get('hold_on_failure') : undefined) ?? 0;
  return own === undefined ? {} : { seconds: own + held };
}

function secondsOf(schema: typeof Timeout | typeof HoldTime, exact: unknown): number | undefined {
  const parsed = schema.safeParse(toPlain(exact));
  return parsed.success ? seconds(parsed.data) : undefined;
}
