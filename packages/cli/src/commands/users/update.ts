// SPDX-License-Identifier: Apache-2.0
import { IDENTITY_PROVIDERS, Identity } from '@lava/protocol/api/auth.ts';
import * as z from 'zod';
import { UsageError } from '../../exit-code.ts';
import { readPassword } from '../../input/text.ts';
import { Until } from '../../input/until.ts';
import { eitherFlag } from '../../program/either-flag.ts';
import { argument, flag, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';
import { describeUser } from './columns.ts';

/** `ldap:SUBJECT` or `oidc:SUBJECT` */
const LinkedTo = z
  .string()
  .transform((text) => ({
    provider: text.slice(0, text.indexOf(':')),
    subject: text.slice(text.indexOf(':') + 1),
  }))
  .pipe(Identity);

export const update = defineVerb({
  summary: 'change an account',
  arguments: { name: argument('name of the account', ObjectName) },
  options: {
    email: option('address for mail', { value: 'address' }),
    admin: flag('may do everything'),
    notAdmin: flag('may not change devices, workers and users'),
    activate: flag('may sign in and use its tokens again'),
    expires: option('neither signs in nor uses its tokens from then on: a date, or a date with a time', {
      schema: Until,
      value: 'time',
    }),
    neverExpires: flag('takes back --expires'),
    link: option(
      'who signs in to this account by a directory or provider: ldap:entryUUID=… or oidc:ISSUER#SUB',
      {
        schema: LinkedTo,
        value: 'identity',
      },
    ),
    unlink: option('undo --link', { schema: z.enum(IDENTITY_PROVIDERS), value: 'provider' }),
    removeSecondFactor: flag('sign in by password without a code again; for somebody who has lost it'),
    passwordFile: option('file that holds a new password; - for stdin', { value: 'file', complete: 'file' }),
  },
  async run(context, { name }, options) {
    const { email, link, unlink, activate, expires, neverExpires, passwordFile, removeSecondFactor } =
      options;
    if (expires !== undefined && neverExpires)
      throw new UsageError('--expires and --never-expires exclude each other');
    const changes = {
      email,
      link,
      unlink,
      admin: eitherFlag(options, 'admin', 'notAdmin'),
      expires: neverExpires ? null : expires,
      active: activate ? true : undefined,
      removeSecondFactor: removeSecondFactor ? (true as const) : undefined,
      password: passwordFile === undefined ? undefined : await readPassword(passwordFile),
    };
    if (Object.values(changes).every((value) => value === undefined))
      throw new UsageError('nothing to change: give at least one of the options (see --help)');
    const user = await context.client().updateUser(name, changes);
    context.output.show(user, () => describeUser(user));
  },
});
