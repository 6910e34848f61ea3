// SPDX-License-Identifier: Apache-2.0
import { compose } from './compose.ts';
import { Constructor } from './construct.ts';
import { YAML_LIMITS } from './limits.ts';
import type { LoadOptions } from './load.ts';
import type { YamlNode } from './node.ts';
import { keyText, toPlain } from './plain.ts';
import { type Place, placeOf } from './problem.ts';

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
 * places are found when asked for.
 *
 * @throws LavaError as `loadYaml`
 */
export function loadYamlWithPositions(text: string, options: LoadOptions = {}): PositionedYaml {
  const root = compose(text, { ...YAML_LIMITS, ...options.limits });
  if (!root) return { value: null, at: () => undefined };
  const maker = new Constructor(text);
  const value = toPlain(maker.value(root));
  return { value, at: (path) => placeOf(text, offsetOf(root, path, maker)) };
}

function offsetOf(root: YamlNode, path: readonly (string | number)[], maker: Constructor): number {
  let node = root;
  let offset = root.start;
  for (const step of path) {
    const next = stepInto(node, step, maker);
    if (!next) break;
    node = next.node;
    offset = next.offset;
  }
  return offset;
}

function stepInto(node: YamlNode, step: string | number, maker: Constructor) {
  if (node.kind === 'sequence') {
    const item = node.items[Number(step)];
    return item && { node: item, offset: item.start };
  }
  if (node.kind !== 'mapping') return undefined;
  const wanted = String(step);
  // The last of equal keys is the one whose value was taken.
  const pair = node.pairs.findLast(([key]) => keyText(maker.value(key)) === wanted);
  return pair && { node: pair[1], offset: pair[0].start };
}
