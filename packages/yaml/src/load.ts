// SPDX-License-Identifier: Apache-2.0
import { compose } from './compose.ts';
import { Constructor } from './construct.ts';
import { YAML_LIMITS, type YamlLimits } from './limits.ts';
import { toPlain } from './plain.ts';

export interface LoadOptions {
  /** Overrides of {@link YAML_LIMITS}. */
  limits?: Partial<YamlLimits>;
}

/**
 * Reads one YAML document exactly as PyYAML's safe loader does, into everyday values: plain objects (own keys only),
 * arrays, strings, numbers (bigint beyond 2^53), booleans, null, YamlTimestamp, Uint8Array. An empty text is null.
 * Of a repeated key the last value wins. `1.0` and `1` are the same number here: see {@link loadYamlExact}.
 *
 * @throws LavaError `yaml-syntax` with `where` (line and column, 1-based), `too-large` beyond a limit
 */
export function loadYaml(text: string, options: LoadOptions = {}): unknown {
  return toPlain(loadYamlExact(text, options));
}

/**
 * Like {@link loadYaml}, but nothing is lost: mappings are PyDict (a Map, keys in order and of their own type), floats
 * are PyFloat, `!!set` is a Set, items of `!!omap` and `!!pairs` are PyTuple. Aliases are shared objects.
 */
export function loadYamlExact(text: string, options: LoadOptions = {}): unknown {
  const root = compose(text, { ...YAML_LIMITS, ...options.limits });
  return root === undefined ? null : new Constructor(text).value(root);
}
