// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestApi, testApi } from '../testing/api.ts';

/** Seconds of drawing; `LAVA_FUZZ_SECONDS` for a longer search, `LAVA_FUZZ_SEED` for the same one again. */
const SECONDS = Number(process.env.LAVA_FUZZ_SECONDS ?? 8);
const SEED = Number(process.env.LAVA_FUZZ_SEED ?? 20_261_128);

interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  enum?: unknown[];
  anyOf?: Schema[];
  $ref?: string;
}
interface Operation {
  parameters?: { name: string; in: string; schema?: Schema }[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
}

/** mulberry32: small, and the same everywhere. */
function generator(seed: number) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
const random = generator(SEED);
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;

const TEXTS = [
  '',
  ' ',
  'qemu',
  'qemu-1',
  'lab-1',
  'ann',
  'admin',
  '1',
  '0',
  '-1',
  '1e999',
  'NaN',
  'null',
  'true',
  '\0',
  'a\0b',
  '\ud800',
  '\udfff',
  '\ufffe',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  '../..',
  '%00',
  '%',
  "'",
  '";--',
  '*',
  '\\',
  '{{',
  '{% x',
  '{% extends "qemu.jinja2" %}',
  '&a [*a]',
  '!!python/object:x',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '275760-09-13T00:00:00Z',
  '9223372036854775808',
  '9007199254740993',
  '\u202e',
  '\u{1f600}',
  'x'.repeat(300),
  'x'.repeat(70_000),
  'job_name: x\ndevice_type: qemu\nvisibility: public\ntimeouts: {job: {minutes: 1}}\nactions: []',
  '{"actions": [{"command": "__proto__"}]}',
] as const;
const NUMBERS = [0, 1, -1, 0.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, 1e21] as const;

function anything(depth = 0): unknown {
  const kind = Math.floor(random() * (depth > 3 ? 4 : 6));
  if (kind === 0) return pick(NUMBERS);
  if (kind === 1) return pick([null, true, false]);
  if (kind < 4) return pick(TEXTS);
  if (kind === 4) return Array.from({ length: Math.floor(random() * 4) }, () => anything(depth + 1));
  return Object.fromEntries(
    Array.from({ length: Math.floor(random() * 4) }, () => [pick(TEXTS).slice(0, 50), anything(depth + 1)]),
  );
}

/** Mostly of the right shape with odd leaves, sometimes anything. */
function draw(schema: Schema | undefined, depth = 0): unknown {
  if (!schema || depth > 5 || random() < 0.08) return anything(depth);
  if (schema.enum && random() < 0.8) return pick(schema.enum);
  if (schema.anyOf) return draw(pick(schema.anyOf), depth + 1);
  switch ([schema.type].flat()[0]) {
    case 'object': {
      const entries = Object.entries(schema.properties ?? {}).filter(() => random() < 0.85);
      const object = Object.fromEntries(entries.map(([key, inner]) => [key, draw(inner, depth + 1)]));
      if (random() < 0.1) object[pick(TEXTS).slice(0, 40)] = anything(depth + 1);
      return object;
    }
    case 'array':
      return Array.from({ length: Math.floor(random() * 4) }, () => draw(schema.items, depth + 1));
    case 'integer':
    case 'number':
      return random() < 0.7 ? Math.floor(random() * 50) : pick(NUMBERS);
    case 'boolean':
      return random() < 0.8 ? random() < 0.5 : anything(depth);
    default:
      return pick(TEXTS);
  }
}

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
          const drawn = draw(schema);
          return typeof drawn === 'string' ? drawn.toWellFormed() : JSON.stringify(drawn);
        };
        const parameters = operation.parameters ?? [];
        const known: Record<string, string[]> = { id: ['1', '2'], name: ['qemu', 'qemu-1', 'lab-1'] };
        const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
          encodeURIComponent(
            random() < 0.6 ? pick(known[name] ?? ['x']) : pick(TEXTS).slice(0, 200).toWellFormed(),
          ),
        );
        const query = parameters
          .filter((parameter) => parameter.in === 'query' && random() < 0.5)
          .map((parameter) => `${parameter.name}=${encodeURIComponent(value(parameter).slice(0, 500))}`);
        const content = operation.requestBody?.content?.['application/json'];
        const token = pick([...tokens, ...tokens, undefined, 'x\u00e9']);
        const request = {
          method: method.toUpperCase() as 'GET',
          url: `${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`,
          headers: {
            ...(token && { authorization: `Bearer ${encodeURIComponent(token)}` }),
            ...(random() < 0.2 && { 'accept-encoding': pick(['gzip', 'zstd', ';q=', '*']) }),
            ...(random() < 0.2 && { 'if-match': pick(['"1"', '*', 'x', '"999999999999"', '']) }),
            ...(random() < 0.1 && {
              cookie: pick(['lava_session=%00', 'lava_session', '=;=', 'lava_session=é']),
            }),
            ...(random() < 0.1 && { host: pick(['x', '[::1]:5', '"', 'é']) }),
            ...(content && {
              'content-type': pick(['application/json', 'application/json', 'text/plain', 'x/y']),
            }),
          },
          ...(content && { payload: random() < 0.97 ? JSON.stringify(draw(content.schema)) : pick(TEXTS) }),
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
