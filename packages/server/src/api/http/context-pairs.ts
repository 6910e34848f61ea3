// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { loadYaml } from '@lava/yaml/load.ts';

/**
 * A job's context, YAML, as pairs.
 * @throws LavaError `request-invalid`
 */
export function contextPairs(text: string | undefined): string[] {
  if (text === undefined || text.trim() === '') return [];
  const context = parsed(text);
  if (typeof context !== 'object' || context === null || Array.isArray(context))
    throw new LavaError('request-invalid', 'context must be a mapping in YAML');
  return Object.entries(context).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
}

function parsed(text: string): unknown {
  try {
    return loadYaml(text);
  } catch (cause) {
    throw new LavaError('request-invalid', `context is not YAML: ${(cause as Error).message}`, { cause });
  }
}
