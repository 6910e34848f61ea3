// SPDX-License-Identifier: Apache-2.0
import type { BinaryOperator } from '../values/arithmetic.ts';

export interface Arguments {
  positional: Expression[];
  named: [name: string, value: Expression][];
  /** `*list` */
  rest?: Expression | undefined;
  /** `**dict` */
  keywords?: Expression | undefined;
}

export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

/** A filter without its value: of a filter block the value is the block's text. */
export interface FilterExpression {
  type: 'filter';
  /** Absent: the text of the block. */
  value: Expression | undefined;
  name: string;
  args: Arguments;
}

export type Expression =
  | { type: 'const'; value: unknown }
  | { type: 'name'; name: string }
  | { type: 'list' | 'tuple'; items: Expression[] }
  | { type: 'dict'; pairs: [Expression, Expression][] }
  | { type: 'attribute'; value: Expression; name: string }
  | { type: 'item'; value: Expression; key: Expression }
  | { type: 'slice'; value: Expression; start?: Expression; stop?: Expression; step?: Expression }
  | { type: 'call'; callee: Expression; args: Arguments }
  | FilterExpression
  | { type: 'test'; value: Expression; name: string; args: Arguments; negated: boolean }
  | { type: 'not' | 'negative' | 'positive'; value: Expression }
  | { type: 'and' | 'or'; left: Expression; right: Expression }
  | { type: 'binary'; operator: BinaryOperator; left: Expression; right: Expression }
  | { type: 'concat'; items: Expression[] }
  | { type: 'compare'; first: Expression; rest: { operator: CompareOperator; value: Expression }[] }
  | { type: 'if'; test: Expression; whenTrue: Expression; otherwise: Expression | undefined };

export type Target =
  | { type: 'name'; name: string }
  | { type: 'namespace'; name: string; attribute: string }
  | { type: 'tuple'; items: Target[] };

export interface Signature {
  params: { name: string; fallback: Expression | undefined }[];
}

export type Statement = { line: number } & (
  | { type: 'text'; text: string }
  | { type: 'output'; value: Expression }
  | { type: 'if'; branches: { test: Expression; body: Statement[] }[]; otherwise: Statement[] }
  | {
      type: 'for';
      target: Target;
      iterable: Expression;
      test: Expression | undefined;
      recursive: boolean;
      body: Statement[];
      otherwise: Statement[];
    }
  | { type: 'set'; target: Target; value: Expression }
  | { type: 'set-block'; target: Target; filter: FilterExpression | undefined; body: Statement[] }
  | { type: 'block'; name: string; scoped: boolean; required: boolean }
  | { type: 'extends'; template: Expression }
  | { type: 'include'; template: Expression; ignoreMissing: boolean; withContext: boolean }
  | { type: 'import'; template: Expression; target: string; withContext: boolean }
  | { type: 'from'; template: Expression; names: [name: string, alias: string][]; withContext: boolean }
  | { type: 'macro'; name: string; signature: Signature; body: Statement[] }
  | { type: 'call-block'; signature: Signature; call: Expression & { type: 'call' }; body: Statement[] }
  | { type: 'filter-block'; filter: FilterExpression; body: Statement[] }
  | { type: 'with'; bindings: { target: Target; value: Expression }[]; body: Statement[] }
  | { type: 'scope'; body: Statement[] }
);

export interface TemplateSyntax {
  body: Statement[];
  blocks: Map<string, { body: Statement[]; required: boolean; line: number }>;
}
