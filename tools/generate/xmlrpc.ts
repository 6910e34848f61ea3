// SPDX-License-Identifier: Apache-2.0
import { METHODS } from '@lava/server/api/xmlrpc/methods.ts';
import { sentence } from './cli.ts';

/** docs/reference/xmlrpc.md */
export function xmlRpcReference(): string {
  const rows = [...METHODS]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([name, { args, help }]) =>
        `| \`${name}\` | ${args.map((arg) => `\`${arg}\``).join(', ')} | ${sentence(help)} |`,
    );
  const lines = [
    '# XML-RPC',
    '',
    '<!-- Made by ./lava generate from packages/server/src/api/xmlrpc. -->',
    '',
    'At `/RPC2`, for `lavacli` and scripts that were written for LAVA; `/api/help/` of your server has the same list. How to use it:',
    '[use lavacli](../how-to/use-lavacli.md). New programs had better use [REST](lists.md), which has everything that this server can do.',
    '',
    'Sign in by HTTP Basic with your user name and an API token. Arguments are given by position; those in brackets may be left out,',
    'or be nil. A job is named by its number, as an integer or a text. A fault has one of these codes:',
    '',
    '| code | meaning |',
    '|---|---|',
    '| 400 | an argument is wrong, or the job is refused; the text says where and why |',
    '| 401 | the method needs an account; of `results`, also: the job is not yours to see |',
    '| 403 | you may not do this, or not see this job or device |',
    '| 404 | there is no such thing |',
    '| -32600 | the request is not a call |',
    '| -32601, -32602 | there is no such method, or its arguments are of another number or type |',
    '| -32603 | the request is not XML, or a fault of the server; its log says more |',
    '',
    '| method | arguments | |',
    '|---|---|---|',
    ...rows,
    '| `system.multicall` | `calls` | Several calls in one, each answered by itself. |',
  ];
  return `${lines.join('\n')}\n`;
}
