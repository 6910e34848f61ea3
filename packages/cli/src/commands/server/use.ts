// SPDX-License-Identifier: Apache-2.0
import { findServer, readServers, useServer } from '../../config/servers.ts';
import { UsageError } from '../../exit-code.ts';
import { argument, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const use = defineVerb({
  summary: 'choose the server that commands go to when none is named',
  arguments: { server: argument('its name or address', Text, 'servers') },
  async run(context, { server: word }) {
    const url = findServer(word, readServers());
    if (url === undefined)
      throw new UsageError(`<server> must be a server of \`lava server list\`, found "${word}"`);
    useServer(url);
    context.output.say({ url }, () => `commands go to ${url}`);
  },
});
