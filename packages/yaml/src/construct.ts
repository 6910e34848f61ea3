// SPDX-License-Identifier: Apache-2.0
import { isHashable, PyDict } from './dict.ts';
import { applyMerges } from './merge.ts';
import type { MappingNode, ScalarNode, YamlNode } from './node.ts';
import { syntaxError } from './problem.ts';
import { plainScalar, SCALARS, ScalarError } from './scalar.ts';
import { type PyTuple, tupleOf } from './tuple.ts';

const STANDARD = 'tag:yaml.org,2002:';

/**
 * Makes the values of PyYAML's safe loader: PyDict, Array, string, number or bigint, PyFloat, boolean, null,
 * YamlTimestamp, Uint8Array, Set (`!!set`), lists of PyTuple (`!!omap`, `!!pairs`). What was an alias is the same object.
 */
export class Constructor {
  readonly #text: string;
  readonly #made = new Map<YamlNode, unknown>();

  constructor(text: string) {
    this.#text = text;
  }

  /** @throws LavaError `yaml-syntax` for unknown tags, unhashable keys, and text that does not fit its tag */
  value(node: YamlNode): unknown {
    if (node.kind === 'scalar') return this.#scalar(node);
    const made = this.#made.get(node);
    if (made !== undefined) return made;
    const value = this.#collection(node, this.#standardTag(node));
    this.#made.set(node, value);
    return value;
  }

  #collection(node: Exclude<YamlNode, ScalarNode>, tag: string): unknown {
    switch (tag) {
      case 'map':
        return this.#dict(node);
      case 'set':
        return new Set(this.#dict(node).keys());
      case 'seq':
        return this.#items(node).map((item) => this.value(item));
      case 'omap':
      case 'pairs':
        return this.#items(node).map((item) => this.#tuple(item, tag));
      default: {
        const make = SCALARS[tag];
        if (make) return make(this.#valueOfMapping(node, tag));
        throw this.#unknownTag(node);
      }
    }
  }

  #scalar(node: ScalarNode): unknown {
    try {
      if (node.tag === undefined) return node.plain ? plainScalar(node.value) : node.value;
      const tag = this.#standardTag(node);
      const make = Object.hasOwn(SCALARS, tag) ? SCALARS[tag] : undefined;
      if (make) return make(node.value);
      if (tag === 'map' || tag === 'set') throw this.#wrongKind(node, 'mapping');
      if (tag === 'seq' || tag === 'omap' || tag === 'pairs') throw this.#wrongKind(node, 'sequence');
    } catch (error) {
      if (error instanceof ScalarError) throw syntaxError(this.#text, node.start, error.message);
      throw error;
    }
    throw this.#unknownTag(node);
  }

  #dict(node: YamlNode): PyDict {
    if (node.kind !== 'mapping') throw this.#wrongKind(node, 'mapping');
    applyMerges(node, this.#text);
    const dict = new PyDict();
    for (const [keyNode, valueNode] of node.pairs) {
      const key = this.value(keyNode);
      if (!isHashable(key)) {
        const hint = 'Quote the key if its brackets or braces belong to the text.';
        throw syntaxError(
          this.#text,
          keyNode.start,
          `a ${keyNode.kind} cannot be the key of a mapping`,
          hint,
        );
      }
      dict.set(key, this.value(valueNode));
    }
    return dict;
  }

  #items(node: YamlNode): YamlNode[] {
    if (node.kind !== 'sequence') throw this.#wrongKind(node, 'sequence');
    return node.items;
  }

  #tuple(node: YamlNode, tag: string): PyTuple {
    const pair = node.kind === 'mapping' && node.pairs.length === 1 ? node.pairs[0] : undefined;
    if (!pair) throw syntaxError(this.#text, node.start, `an item of !!${tag} must be a mapping of one key`);
    return tupleOf([this.value(pair[0]), this.value(pair[1])]);
  }

  /** PyYAML reads `!!str {=: text}` as the text: YAML 1.1's default value of a mapping. */
  #valueOfMapping(node: Exclude<YamlNode, ScalarNode>, tag: string): string {
    const value = node.kind === 'mapping' ? defaultValue(node) : undefined;
    if (!value) throw this.#wrongKind(node, `scalar for !!${tag}`);
    return value.value;
  }

  #standardTag(node: YamlNode): string {
    if (node.tag === undefined) return node.kind === 'mapping' ? 'map' : 'seq';
    return node.tag.startsWith(STANDARD) ? node.tag.slice(STANDARD.length) : '';
  }

  #wrongKind(node: YamlNode, expected: string) {
    return syntaxError(this.#text, node.start, `expected a ${expected}, but found a ${node.kind}`);
  }

  #unknownTag(node: YamlNode) {
    const hint = 'Quote the value if its `!` belongs to the text.';
    return syntaxError(this.#text, node.start, `the tag \`${node.tag}\` is not known`, hint);
  }
}

function defaultValue(node: MappingNode): ScalarNode | undefined {
  const value = node.pairs.find(([key]) => key.kind === 'scalar' && key.plain && key.value === '=')?.[1];
  return value?.kind === 'scalar' ? value : undefined;
}
