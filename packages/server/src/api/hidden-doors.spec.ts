// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from 'vitest';
import { accountNamed } from '../accounts/accounts.ts';
import { addToken } from '../accounts/tokens.ts';
import { type TestApi, testApi } from '../testing/api.ts';
import { PAGES } from './downloads/route.ts';
import { RESOURCES } from './v02/resources.ts';

/** The doors that the description of our REST does not have, so that the drawn requests do not reach them. */

let api: TestApi;
let token: string;
let job: number;
beforeAll(async () => {
  api = await testApi();
  await api.lab.user('root', true);
  token = (await addToken(api.db, await accountNamed(api.db, 'root'), 'test')).token;
  await api.lab.deviceType();
  await api.lab.worker();
  await api.lab.device();
  job = await api.lab.job();
});

const HOSTILE = [
  ...['\0', 'a\0b', '\ud800', '\u202e', '-1', '--help', '0', '1e99', '99999999999999999999', '1.5', ''],
  ...['../../etc/passwd', '%00', '%', "'", '"', '\\', '__proto__', 'constructor', '{{ 7 * 7 }}', '\r\nX: y'],
  'x'.repeat(5_000),
];
const QUERIES = [
  ...['limit', 'offset', 'ordering', 'format', 'id', 'id__in', 'id__gt', 'submit_time', 'submit_time__lt'],
  ...[
    'definition__contains',
    'state',
    'health__in',
    'name__startswith',
    'hostname',
    'tags',
    '__proto__',
    'context',
  ],
];

const paths = [...Object.keys(RESOURCES).map((path) => `/api/v0.2/${path}`), ...Object.keys(PAGES)];
const filled = (path: string, value: string) =>
  path.replace(/:\w+/g, encodeURIComponent(value.toWellFormed()));

async function status(
  url: string,
  method: 'GET' | 'POST' | 'PATCH' = 'GET',
  payload?: string,
): Promise<number> {
  const headers = { authorization: `Token ${token}`, 'content-type': 'application/json' };
  return (await api.app.inject({ method, url, headers, ...(payload !== undefined && { payload }) }))
    .statusCode;
}

describe('a door for the clients of LAVA', () => {
  it.each(paths)(
    '%s refuses hostile names, numbers and conditions with a reason of its own',
    async (path) => {
      const place = path.includes(':job') || path.includes(':id') ? String(job) : 'qemu-1';
      const separator = (url: string) => (url.includes('?') ? '&' : '?');
      for (const value of HOSTILE) {
        const named = filled(path, value === '' ? ' ' : value);
        expect([named, await status(named)]).toEqual([named, expect.toSatisfy((found) => found < 500)]);
      }
      for (const [n, key] of QUERIES.entries()) {
        for (const value of HOSTILE.filter((_, at) => at % 6 === n % 6)) {
          const url = filled(path, place);
          const asked = `${url}${separator(url)}${key}=${encodeURIComponent(value.toWellFormed())}`;
          expect([asked, await status(asked)]).toEqual([asked, expect.toSatisfy((found) => found < 500)]);
        }
      }
    },
  );

  it.each(paths.filter((path) => path.startsWith('/api/')))('%s refuses hostile bodies', async (path) => {
    const bodies = [
      ...['', '\0', '{', '[]', '"x"', 'null', '1e999', `${'['.repeat(20_000)}`, '{"__proto__":{"x":1}}'],
      JSON.stringify({ definition: 'a\0b', hostname: '\0', name: '-x', priority: -1, job_ids: [-1, 1e99] }),
      JSON.stringify({ definition: 'x'.repeat(9), health: 'No', state: [], tags: ['\u0000'], config: '\0' }),
    ];
    for (const method of ['POST', 'PATCH'] as const)
      for (const body of bodies) {
        const url = filled(path, 'nothing-like-this');
        const found = await status(url, method, body);
        expect([method, url, body.slice(0, 40), found]).toEqual([
          method,
          url,
          body.slice(0, 40),
          expect.toSatisfy((one) => one < 500),
        ]);
      }
  });
});
