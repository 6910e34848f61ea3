// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { describeSettings, flag, loadSettings } from './settings.ts';

const schema = z.object({
  httpPort: z.coerce.number().int().min(0).max(65535).default(8080).describe('port of the web'),
  databaseUrl: z.string().optional().meta({ description: 'where', env: 'DATABASE_URL' }),
  trustProxy: flag('believe X-Forwarded-For'),
});

const load = (args: string[], env = {}, file?: Record<string, unknown>) =>
  loadSettings(schema, { args, env, file, fileName: '/etc/x.yaml' });

describe('loadSettings', () => {
  it('takes flags before environment before file before default', () => {
    expect(load([]).settings).toEqual({ httpPort: 8080, trustProxy: false });
    const file = { http_port: 1, trust_proxy: true };
    expect(load([], {}, file).settings).toEqual({ httpPort: 1, trustProxy: true });
    const env = { LAVA_HTTP_PORT: '2', DATABASE_URL: 'postgres:///x', LAVA_TRUST_PROXY: 'no' };
    expect(load([], env, file).settings).toEqual({
      httpPort: 2,
      databaseUrl: 'postgres:///x',
      trustProxy: false,
    });
    expect(load(['--http-port', '3', '--trust-proxy', 'api'], env, file)).toEqual({
      settings: { httpPort: 3, databaseUrl: 'postgres:///x', trustProxy: true },
      rest: ['api'],
    });
  });

  it('names every wrong setting and where it stands', () => {
    expect(() => load([], { LAVA_HTTP_PORT: '99999' }, { prot: 1 })).toThrow(
      /^prot in \/etc\/x.yaml: there is no such setting; LAVA_HTTP_PORT: /,
    );
    expect(() => load(['--htp-port=1'])).toThrow('--htp-port');
  });

  it('describes itself', () => {
    expect(describeSettings(schema)[0]).toEqual({
      key: 'httpPort',
      flag: '--http-port',
      env: 'LAVA_HTTP_PORT',
      inFile: 'http_port',
      boolean: false,
      description: 'port of the web',
      default: '8080',
    });
    const defaults = describeSettings(
      z.object({
        none: z.string().optional(),
        map: z.record(z.string(), z.string()).default({}),
        list: z.array(z.string()).default([]),
        some: z.array(z.string()).default(['a']),
      }),
    );
    expect(defaults.map((each) => each.default)).toEqual([undefined, undefined, undefined, '["a"]']);
  });
});
