// SPDX-License-Identifier: Apache-2.0

/** What one document may cost. Beyond a limit it is refused with `too-large`. */
export interface YamlLimits {
  /** Length of the text in UTF-16 units. */
  characters: number;
  /** Nodes of the document, each alias counted as a copy of what it names: what a reader of the value will meet. */
  nodes: number;
  /** Levels of nesting, aliases followed. */
  depth: number;
}

/**
 * The largest job definition seen in public corpora has 0.2 MB and 5,000 nodes; the densest text that these limits
 * allow (`[a,a,a,…`) was measured to take 0.4 s and 200 MB.
 */
export const YAML_LIMITS: Readonly<YamlLimits> = { characters: 8 << 20, nodes: 200_000, depth: 100 };
