// SPDX-License-Identifier: Apache-2.0
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { testApi } from '../../testing/api.ts';

it('a client that offers another protocol, as curl does with HTTP/2, is answered as usual', async () => {
  const { app } = await testApi();
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const ask = (method: string, path: string, body?: object) =>
    new Promise<[number | undefined, string]>((resolve, reject) => {
      const asked = request({
        ...{ port, method, path },
        headers: {
          connection: 'Upgrade, HTTP2-Settings',
          upgrade: 'h2c',
          'content-type': 'application/json',
        },
      });
      asked.on('response', async (answer) => resolve([answer.statusCode, await text(answer)]));
      asked.on('error', reject);
      asked.end(body && JSON.stringify(body));
    });
  expect((await ask('GET', '/api/v1/system'))[0]).toBe(200);
  const [status, said] = await ask('POST', '/api/v1/session', { username: 'nobody', password: 'wrong' });
  expect([status, JSON.parse(said).code]).toEqual([401, 'unauthenticated']);
});
