// SPDX-License-Identifier: Apache-2.0
import { compose } from '@lava/yaml/compose.ts';
import { YAML_LIMITS } from '@lava/yaml/limits.ts';
import type { YamlNode } from '@lava/yaml/node.ts';
import { UsageError } from '../../exit-code.ts';

export type Values = ReadonlyMap<string, string>;

const PLACE = /\{\{\s*([A-Za-z_]\w*)\s*\}\}/g;

/** Names of the variables that a definition has places for: `{{ name }}`. */
export function placesIn(text: string): Set<string> {
  return new Set([...text.matchAll(PLACE)].map(([, name = '']) => name));
}

/**
 * Puts values in the places of a definition. A value stays a value, whatever it is: where it would become a key, a list or
 * another text of the YAML, it is refused, since it may be the name of a stranger's branch.
 *
 * @throws UsageError naming the variable; LavaError `yaml-syntax` when the definition is not YAML
 */
export function fillIn(file: string, text: string, values: Values): string {
  // A word in each place shows the structure that the values must not change.
  const word = (name: string) => `PLACE0${name}0OF0LAVA`;
  const words = text.replace(PLACE, (_, name: string) => word(name));
  const filled = text.replace(PLACE, (_, name: string) => values.get(name) ?? '');
  const planned = compose(words, YAML_LIMITS);
  const put = (scalar: string) =>
    [...values].reduce((said, [name, value]) => said.replaceAll(word(name), value), scalar);
  if (!isSame(planned, parsed(filled), put)) {
    const names = [...placesIn(text)].map((name) => `${name}=${JSON.stringify(values.get(name))}`);
    throw new UsageError(
      `${file}: a value must not change the structure of the definition, found ${names.join(' ')}; ` +
        "put the place in quotes: '{{ name }}'",
    );
  }
  return filled;
}

/** Undefined when a value made it something that is not YAML. */
function parsed(text: string): YamlNode | undefined {
  try {
    return compose(text, YAML_LIMITS);
  } catch {
    return undefined;
  }
}

function isSame(a: YamlNode | undefined, b: YamlNode | undefined, put: (scalar: string) => string): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.kind === 'scalar') return b.kind === 'scalar' && b.tag === a.tag && b.value === put(a.value);
  if (a.kind === 'sequence')
    return (
      b.kind === 'sequence' &&
      a.items.length === b.items.length &&
      a.items.every((item, i) => isSame(item, b.items[i], put))
    );
  return (
    b.kind === 'mapping' &&
    a.pairs.length === b.pairs.length &&
    a.pairs.every(
      ([key, value], i) => isSame(key, b.pairs[i]?.[0], put) && isSame(value, b.pairs[i]?.[1], put),
    )
  );
}
