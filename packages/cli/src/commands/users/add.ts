// SPDX-License-Identifier: Apache-2.0
import { readPassword } from '../../input/text.ts';
import { argument, flag, option, optionWithDefault, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const add = defineVerb({
  summary: 'create an account',
  arguments: { name: argument('name that the person signs in with', Text) },
  options: {
    email: optionWithDefault('address for mail', '', { value: 'address' }),
    admin: flag('may do everything'),
    passwordFile: option('file that holds the password; - for stdin', { value: 'file', complete: 'file' }),
  },
  async run(context, { name: username }, { email, admin, passwordFile }) {
    const password = await readPassword(passwordFile);
    const user = await context.client().addUser({ username, password, email, admin });
    context.output.say(user, () => `${user.username} can sign in${user.admin ? ', as an admin' : ''}`);
  },
});
