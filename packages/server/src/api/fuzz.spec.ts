// SPDX-License-Identifier: Apache-2.0
import { Draw, type Schema, TEXTS } from '@lava/kit/testing/draw.ts';
import { Random } from '@lava/kit/testing/random.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestApi, testApi } from '../testing/api.ts';

/** Seconds of drawing; `LAVA_FUZZ_SECONDS` for a longer search, `LAVA_FUZZ_SEED` for the same one again. */
const SECONDS = Number(process.env.LAVA_FUZZ_SECONDS ?? (process.env.LAVA_SLOW ? 120 : 8));
const SEED = Number(process.env.LAVA_FUZZ_SEED ?? 20_261_128);

interface Operation {
  parameters?: { name: string; in: string; schema?: Schema }[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
}

const random = new Random(SEED);
const draw = new Draw(random);
const pick = <T>(items: readonly T[]): T => random.one(items);

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  await api.as('ann');
  await api.lab.deviceType();
  await api.lab.worker();
  await api.lab.device();
  await api.lab.job();
});

describe('every route', () => {
  it(
    `answers odd requests with what is wrong, never with a fault of its own (seed ${SEED})`,
    async () => {
      const { paths } = (await api.app.inject('/api/openapi.json')).json() as {
        paths: Record<string, Record<string, Operation>>;
      };
      const operations = Object.entries(paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
      );
      // They do not end by themselves.
      const asked = operations.filter(({ path }) => !/\/(events|stream)$/.test(path));
      expect(asked.length).toBeGreaterThan(30);
      const tokens = await Promise.all(
        ['admin', 'ann'].map(
          async (user) =>
            ((await (await api.as(user))('POST', '/tokens', {})).body as { token: string }).token,
        ),
      );
      const end = performance.now() + SECONDS * 1_000;
      let count = 0;
      while (performance.now() < end || count < asked.length) {
        const { path, method, operation } = asked[count++ % asked.length] ?? asked[0] ?? pick(asked);
        const value = ({ schema }: { schema?: Schema }) => {
          const drawn = draw.value(schema);
          return typeof drawn === 'string' ? drawn.toWellFormed() : JSON.stringify(drawn);
        };
        const parameters = operation.parameters ?? [];
        const known: Record<string, string[]> = { id: ['1', '2'], name: ['qemu', 'qemu-1', 'lab-1'] };
        const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
          encodeURIComponent(
            random.next() < 0.6 ? pick(known[name] ?? ['x']) : pick(TEXTS).slice(0, 200).toWellFormed(),
          ),
        );
        const query = parameters
          .filter((parameter) => parameter.in === 'query' && random.next() < 0.5)
          .map((parameter) => `${parameter.name}=${encodeURIComponent(value(parameter).slice(0, 500))}`);
        const content = operation.requestBody?.content?.['application/json'];
        const token = pick([...tokens, ...tokens, undefined, 'x\u00e9']);
        const request = {
          method: method.toUpperCase() as 'GET',
          url: `${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`,
          headers: {
            ...(token && { authorization: `Bearer ${encodeURIComponent(token)}` }),
            ...(random.next() < 0.2 && { 'accept-encoding': pick(['gzip', 'zstd', ';q=', '*']) }),
            ...(random.next() < 0.2 && { 'if-match': pick(['"1"', '*', 'x', '"999999999999"', '']) }),
            ...(random.next() < 0.1 && {
              cookie: pick(['lava_session=%00', 'lava_session', '=;=', 'lava_session=é']),
            }),
            ...(random.next() < 0.1 && { host: pick(['x', '[::1]:5', '"', 'é']) }),
            ...(content && {
              'content-type': pick(['application/json', 'application/json', 'text/plain', 'x/y']),
            }),
          },
          ...(content && {
            payload: random.next() < 0.97 ? JSON.stringify(draw.value(content.schema)) : pick(TEXTS),
          }),
        };
        const answer = await api.app.inject(request);
        const told = JSON.stringify(request).slice(0, 1_000);
        expect([told, answer.statusCode, answer.statusCode >= 500 ? answer.body : '']).toEqual([
          told,
          expect.toSatisfy((status: number) => status < 500),
          '',
        ]);
        if (answer.statusCode >= 400) expect(answer.json()).toMatchObject({ code: expect.any(String) });
      }
      expect((await api.app.inject('/healthz')).json()).toEqual({ health: 'good' });
    },
    SECONDS * 1_000 + 120_000,
  );
});
