// SPDX-License-Identifier: Apache-2.0
import type { Context } from '../../context.ts';
import { safeCell } from '../../output/safe.ts';
import { when } from '../../output/time.ts';
import { argument } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';

export const passwordLink = defineVerb({
  summary:
    'a link by which somebody sets the password of an account, once; the link before is no longer valid',
  arguments: { name: argument('name of the account', ObjectName) },
  run: (context, { name }) => printPasswordLink(context, name),
});

export async function printPasswordLink(context: Context, name: string): Promise<void> {
  const link = await context.client().passwordLink(name);
  const address = `${context.access().url.replace(/\/+$/, '')}${safeCell(link.path)}`;
  context.note(`Send this to ${name}; it is valid until ${when(link.expires)}, once:`);
  context.output.say({ ...link, link: address }, () => address);
}
