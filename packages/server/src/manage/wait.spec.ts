// SPDX-License-Identifier: Apache-2.0
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { waitCommand } from './wait.ts';

let web: Server;
let asked: number;
beforeEach(async () => {
  asked = 0;
  web = createServer((_, response) => {
    asked += 1;
    response.statusCode = 503;
    response.end(asked < 3 ? 'a proxy without a server' : '{"health":"bad","problems":["the disk is full"]}');
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const { port } = web.address() as AddressInfo;
  for (const name of ['HTTP', 'CONTROL', 'LOG']) vi.stubEnv(`LAVA_${name}_PORT`, String(port));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await new Promise((resolve) => web.close(resolve));
});

const wait = (...args: string[]) => waitCommand(() => ({})).parseAsync(args, { from: 'user' });

describe('lava-server manage wait', () => {
  it('looks again until the server answers, be it ill: it has started', async () => {
    await wait('api');
    expect(asked).toBe(3);
  });

  it('gives up at its time, or when the process is gone, and says what is wrong', async () => {
    await expect(wait('master', '--seconds', '0')).rejects.toMatchObject({
      code: 'server-unreachable',
      message: expect.stringMatching(/^not within 0 s: .* is a web server/),
    });
    const gone = String(2 ** 22 + 1); // above the highest that Linux gives
    await expect(wait('master', '--pid', gone)).rejects.toThrow(`process ${gone} has ended`);
  });
});
