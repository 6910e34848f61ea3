// SPDX-License-Identifier: Apache-2.0
import type { Arguments, Expression } from './ast.ts';
import type { TokenStream } from './stream.ts';

/** The arguments of a call, with their brackets. */
export function parseArguments(stream: TokenStream, expression: () => Expression): Arguments {
  const { line } = stream.current;
  const args: Arguments = noArguments();
  const ensure = (valid: boolean) => {
    if (!valid) throw stream.error('invalid syntax for function call expression', line);
  };
  stream.expectOperator('(');
  for (let first = true; !stream.isOperator(')'); first = false) {
    if (!first) stream.expectOperator(',');
    if (stream.isOperator(')')) break;
    if (stream.skipOperator('*')) {
      ensure(!args.rest && !args.keywords);
      args.rest = expression();
    } else if (stream.skipOperator('**')) {
      ensure(!args.keywords);
      args.keywords = expression();
    } else if (
      stream.current.type === 'name' &&
      stream.following.type === 'operator' &&
      stream.following.value === '='
    ) {
      ensure(!args.keywords);
      const name = stream.expectName();
      stream.next();
      args.named.push([name, expression()]);
    } else {
      ensure(!args.rest && !args.keywords && args.named.length === 0);
      args.positional.push(expression());
    }
  }
  stream.expectOperator(')');
  return args;
}

export function noArguments(): Arguments {
  return { positional: [], named: [] };
}
