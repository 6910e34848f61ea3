// SPDX-License-Identifier: Apache-2.0
import { type AddressInfo, createServer } from 'node:net';
import pg from 'pg';
import { expect, it } from 'vitest';
import { connectionConfig } from './connection.ts';
import { isRetryable } from './retry.ts';

it('a database that is too busy to answer a new connection is asked again', async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
  const url = `postgres://127.0.0.1:${(silent.address() as AddressInfo).port}/x`;
  const connect = (Kind: typeof pg.Client | typeof pg.Pool) =>
    new Kind({ ...connectionConfig(url, 'test'), connectionTimeoutMillis: 50 })
      .connect()
      .then(() => undefined)
      .catch((error: Error) => error);
  const thrown = [await connect(pg.Client), await connect(pg.Pool)];
  silent.close();
  expect(thrown.map((error) => [error?.message, isRetryable(error)])).toEqual([
    [expect.stringContaining('timeout'), true],
    [expect.stringContaining('timeout'), true],
  ]);
});
