// SPDX-License-Identifier: Apache-2.0
import type { MappingNode, YamlNode } from './node.ts';
import { syntaxError } from './problem.ts';
import { resolvePlain } from './resolve.ts';

const MERGE_TAG = 'tag:yaml.org,2002:merge';
const VALUE_TAG = 'tag:yaml.org,2002:value';

/**
 * Replaces a mapping's `<<` keys by the pairs that they name, as PyYAML does: merged pairs come first, so the mapping's
 * own override them in value but not in place; of a list of mappings the first wins. Idempotent.
 */
export function applyMerges(node: MappingNode, text: string): void {
  if (node.merged) return;
  node.merged = true;
  const merged: [YamlNode, YamlNode][] = [];
  const own: [YamlNode, YamlNode][] = [];
  for (const pair of node.pairs) {
    const [key, value] = pair;
    if (isTagged(key, MERGE_TAG)) append(merged, mergedPairs(value, text));
    else
      own.push(
        isTagged(key, VALUE_TAG) ? [{ ...key, tag: 'tag:yaml.org,2002:str' } as YamlNode, value] : pair,
      );
  }
  node.pairs = merged.length > 0 ? append(merged, own) : own;
}

function mergedPairs(value: YamlNode, text: string): [YamlNode, YamlNode][] {
  if (value.kind === 'mapping') {
    applyMerges(value, text);
    return value.pairs;
  }
  if (value.kind === 'scalar') {
    throw syntaxError(text, value.start, 'expected a mapping, or a list of mappings, to merge with `<<`');
  }
  const pairs: [YamlNode, YamlNode][] = [];
  for (const item of value.items.toReversed()) {
    if (item.kind !== 'mapping') {
      throw syntaxError(
        text,
        item.start,
        `expected a mapping to merge with \`<<\`, but found a ${item.kind}`,
      );
    }
    applyMerges(item, text);
    append(pairs, item.pairs);
  }
  return pairs;
}

/** Explicitly so, or a plain scalar of that form: a quoted '<<' is a string. */
function isTagged(node: YamlNode, tag: string): boolean {
  if (node.tag !== undefined) return node.tag === tag;
  if (node.kind !== 'scalar' || !node.plain) return false;
  const type = resolvePlain(node.value);
  return type === (tag === MERGE_TAG ? 'merge' : 'value');
}

// Spreading a long list into push() would overflow the stack.
function append<T>(to: T[], more: readonly T[]): T[] {
  for (const item of more) to.push(item);
  return to;
}
