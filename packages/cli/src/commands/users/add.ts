// SPDX-License-Identifier: Apache-2.0

import { UsageError } from '../../exit-code.ts';
import { readPassword } from '../../input/text.ts';
import { argument, flag, option, optionWithDefault, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { printPasswordLink } from './password-link.ts';

export const add = defineVerb({
  summary: 'create an account',
  arguments: { name: argument('name that the person signs in with', Text) },
  options: {
    email: optionWithDefault('address for mail', '', { value: 'address' }),
    admin: flag('may do everything'),
    passwordFile: option('file that holds the password; - for stdin', { value: 'file', complete: 'file' }),
    link: flag('no password yet: print a link by which its owner sets one'),
  },
  async run(context, { name: username }, { email, admin, passwordFile, link }) {
    if (link && passwordFile !== undefined)
      throw new UsageError('--link and --password-file exclude each other');
    const password = link ? undefined : await readPassword(passwordFile);
    const user = await context.client().addUser({ username, password, email, admin });
    if (link) return printPasswordLink(context, username);
    context.output.say(user, () => `${user.username} can sign in${user.admin ? ', as an admin' : ''}`);
  },
});
