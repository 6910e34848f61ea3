// SPDX-License-Identifier: Apache-2.0

interface NodeBase {
  /** Full tag where the text gave one; absent: to be found by the scalar's form or the node's kind. */
  tag: string | undefined;
  /** Offset of the node's first character (tag and anchor included) in the text; of an empty node: where it would be. */
  start: number;
  /** Nodes below and including this one, aliases counted as copies. */
  size: number;
  /** Levels below and including this one, aliases followed. */
  depth: number;
}

export interface ScalarNode extends NodeBase {
  kind: 'scalar';
  value: string;
  /** Unquoted, so its form decides its type. */
  plain: boolean;
}

export interface SequenceNode extends NodeBase {
  kind: 'sequence';
  items: YamlNode[];
}

export interface MappingNode extends NodeBase {
  kind: 'mapping';
  pairs: [key: YamlNode, value: YamlNode][];
  /** `<<` keys have been replaced by what they name. */
  merged: boolean;
}

/** An alias is the very node that it names, so the nodes are a graph; it has no cycles. */
export type YamlNode = ScalarNode | SequenceNode | MappingNode;
