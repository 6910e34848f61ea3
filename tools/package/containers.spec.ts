// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeSettings } from '@lava/kit/config/settings.ts';
import { CONTROL_PORT, LOG_PORT } from '@lava/protocol/wire/messages.ts';
import { ServerSettings } from '@lava/server/settings.ts';
import { WorkerSettings } from '@lava/worker/settings.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { PACKAGES } from './packages.ts';

const root = join(import.meta.dirname, '../..');
const containers = join(root, 'packaging/containers');
const read = (name: string) => readFileSync(join(containers, name), 'utf8');

const Compose = z.object({
  services: z.record(
    z.string(),
    z.object({
      build: z.object({ context: z.string(), dockerfile: z.string() }).optional(),
      environment: z.record(z.string(), z.string()).optional(),
      ports: z.array(z.string()).optional(),
      volumes: z.array(z.string()),
    }),
  ),
});
const { services } = Compose.parse(loadYaml(read('compose.yaml')));

const ROLES = [
  { service: 'server', file: 'server.Containerfile', schema: ServerSettings, settings: 'lava-server' },
  { service: 'worker', file: 'worker.Containerfile', schema: WorkerSettings, settings: 'lava-dispatcher' },
] as const;

describe('the container files', () => {
  it.each(ROLES)('of the $service install packages that are built, and set what exists', (role) => {
    const text = read(role.file);
    const debs = [...text.matchAll(/\/debs\/([a-z-]+)_/g)].map(([, name]) => name);
    expect(PACKAGES.map(({ name }) => name)).toEqual(expect.arrayContaining(debs));
    expect(debs).toContain(role.settings);
    const names = describeSettings(role.schema).map(({ env }) => env);
    const set = [...text.matchAll(/\b(LAVA_[A-Z_]+)=/g)].map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining(set));
    const given = Object.keys(services[role.service]?.environment ?? {});
    expect(names).toEqual(expect.arrayContaining(given));
    // What is emptied is what the start script of the package reads.
    for (const [, path = ''] of text.matchAll(/: > (\S+)/g))
      expect(existsSync(join(root, 'packaging/debian', role.settings, 'root', path)), path).toBe(true);
    const [, program = ''] = /ENTRYPOINT \["([^"]+)"\]/.exec(text) ?? [];
    expect(existsSync(join(root, 'packaging/debian', role.settings, 'root', program))).toBe(true);
  });

  it('are found by the compose file, which keeps their state and opens the ports of the server', () => {
    for (const { service, file } of ROLES) {
      const { build, volumes = [] } = services[service] ?? {};
      expect(join(containers, build?.context ?? '', build?.dockerfile ?? '')).toBe(join(containers, file));
      expect(build?.context).toBe('../../dist');
      const kept = /^VOLUME (\S+)$/m.exec(read(file))?.[1];
      expect(volumes).toEqual([`${service}:${kept}`]);
    }
    const ports = [ServerSettings.shape.httpPort.parse(undefined), LOG_PORT, CONTROL_PORT];
    expect(services.server?.ports).toEqual(ports.map((port) => `${port}:${port}`));
    expect(read('server.Containerfile')).toContain(`EXPOSE ${ports.join(' ')}\n`);
  });
});
