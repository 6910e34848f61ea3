// SPDX-License-Identifier: Apache-2.0
import { compose } from './compose.ts';
import { Constructor } from './construct.ts';
import { YAML_LIMITS } from './limits.ts';
import { LineIndex } from './line-index.ts';
import type { LoadOptions } from './load.ts';
import type { MappingNode, YamlNode } from './node.ts';
import { keyText, toPlain } from './plain.ts';
import type { Place } from './problem.ts';

export type { Place } from './problem.ts';

export interface PositionedYaml {
  /** As `loadYaml` gives it. */
  value: unknown;
  /**
   * Where a value stands: for a mapping's entry the place of its key, for a list's item of the item, for the root of the
   * document. A path that leads nowhere gives its nearest ancestor that exists; an empty document gives undefined.
   */
  at(path: readonly (string | number)[]): Place | undefined;
}

/**
 * Reads a document together with the places of its values, for reports of problems. Costs little more than `loadYaml`;
 * places are found when asked for, each in about the time of its path's length.
 *
 * @throws LavaError as `loadYaml`
 */
export function loadYamlWithPositions(text: string, options: LoadOptions = {}): PositionedYaml {
  const root = compose(text, { ...YAML_LIMITS, ...options.limits });
  if (!root) return { value: null, at: () => undefined };
  const maker = new Constructor(text);
  const value = toPlain(maker.value(root));
  const lines = new LineIndex(text);
  const finder = new Finder(maker);
  return { value, at: (path) => lines.placeOf(finder.offsetOf(root, path)) };
}

type Pair = readonly [key: YamlNode, value: YamlNode];

/** Follows paths; the keys of a mapping are looked through once, when the first path leads into it. */
class Finder {
  readonly #maker: Constructor;
  readonly #pairs = new Map<MappingNode, Map<string, Pair>>();

  constructor(maker: Constructor) {
    this.#maker = maker;
  }

  offsetOf(root: YamlNode, path: readonly (string | number)[]): number {
    let node = root;
    let offset = root.start;
    for (const step of path) {
      const next = this.#stepInto(node, step);
      if (!next) break;
      node = next.node;
      offset = next.offset;
    }
    return offset;
  }

  #stepInto(node: YamlNode, step: string | number) {
    if (node.kind === 'sequence') {
      const item = node.items[Number(step)];
      return item && { node: item, offset: item.start };
    }
    if (node.kind !== 'mapping') return undefined;
    const pair = this.#pairsOf(node).get(String(step));
    return pair && { node: pair[1], offset: pair[0].start };
  }

  #pairsOf(node: MappingNode): Map<string, Pair> {
    const known = this.#pairs.get(node);
    if (known) return known;
    // Of equal keys the last is the one whose value was taken.
    const pairs = new Map(node.pairs.map((pair) => [keyText(this.#maker.value(pair[0])), pair]));
    this.#pairs.set(node, pairs);
    return pairs;
  }
}
