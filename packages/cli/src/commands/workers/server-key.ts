// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { defineVerb } from '../../program/verb.ts';

export const serverKey = defineVerb({
  summary: 'settings for a lava-slave that asks to join without a join line',
  async run(context) {
    const { link } = await context.client().system();
    if (link.key === undefined)
      throw new LavaError('not-found', 'this server is too old: it does not publish its key');
    const host = new URL(context.access().url).hostname.replace(/^\[|\]$/g, '');
    const ports = `--control-port ${link.controlPort} --log-port ${link.logPort}`;
    context.output.say(link, () => `--server ${host} ${ports} --server-key ${link.key}`);
  },
});
