// SPDX-License-Identifier: Apache-2.0
import { parentPort } from 'node:worker_threads';
import { serializeError } from '@lava/protocol/error/error.ts';
import { type LdapServer, lookUp } from './accounts/ldap/look-up.ts';
import type { Reply, Request } from './compute/thread-pool.ts';

/** A thread that asks the directory; accounts/ldap/directory.ts starts it. */
interface Question {
  server: LdapServer;
  username: string;
  password: string;
}

parentPort?.on('message', async ({ input }: Request) => {
  const { server, username, password } = input as Question;
  let reply: Reply;
  try {
    reply = { value: await lookUp(server, username, password) };
  } catch (thrown) {
    reply = { error: serializeError(thrown) };
  }
  parentPort?.postMessage(reply);
});
