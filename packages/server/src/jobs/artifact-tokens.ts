// SPDX-License-Identifier: Apache-2.0
import { isJsonJob } from '@lava/protocol/job/json-job.ts';
import { dumpYaml } from '@lava/yaml/dump.ts';
import { loadYaml } from '@lava/yaml/load.ts';

/** A secret of the submitter, by name. */
export interface ArtifactToken {
  name: string;
  token: string;
}

type Mapping = Record<string, unknown>;

/**
 * A definition as its worker gets it: names of artifact tokens in `secrets`, and in the `headers` of what deploy and test blocks
 * download, are replaced by the tokens. The stored definition has the names.
 */
export function withArtifactTokens(text: string, known: readonly ArtifactToken[]): string {
  const tokens = new Map(known.map(({ name, token }) => [name, token]));
  if (![...tokens.keys()].some((name) => text.includes(name))) return text;
  const job = loadYaml(text) as Mapping;
  if (isJsonJob(job)) return text;
  let replaced = false;
  const fill = (values: unknown): unknown => {
    if (!isMap(values)) return values;
    return Object.fromEntries(
      Object.entries(values).map(([key, value]) => {
        const token = typeof value === 'string' ? tokens.get(value) : undefined;
        replaced ||= token !== undefined;
        return [key, token ?? value];
      }),
    );
  };
  const deep = (value: unknown, levels = 8): unknown => {
    if (Array.isArray(value)) return value.map((each) => deep(each, levels - 1));
    if (!isMap(value) || levels === 0) return value;
    const whole = Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, deep(each, levels - 1)]),
    );
    const downloads = 'url' in value || (value.from === 'url' && 'repository' in value);
    return downloads && 'headers' in value ? { ...whole, headers: fill(value.headers) } : whole;
  };
  const blocks = (action: unknown) =>
    isMap(action)
      ? Object.fromEntries(
          Object.entries(action).map(([key, block]) => [
            key,
            key === 'deploy' || key === 'test' ? deep(block) : block,
          ]),
        )
      : action;
  const filled = {
    ...job,
    ...('secrets' in job && { secrets: fill(job.secrets) }),
    ...(Array.isArray(job.actions) && { actions: job.actions.map(blocks) }),
  };
  return replaced ? dumpYaml(filled) : text;
}

function isMap(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
