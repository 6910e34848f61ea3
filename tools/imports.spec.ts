// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allowed, checkImports, importsOf, RULES, rawReading, resolveImport } from './imports.ts';

const verdict = (file: string, specifier: string) => allowed(file, resolveImport(file, specifier), specifier);

describe('import rules', () => {
  it('reads every form of import, and no comment', () => {
    const source = `
      import { a } from './a.ts';
      import type { B } from "@lava/kit/b.ts";
      export * from './c.ts';
      import './d.ts';
      const e = await import('./e.ts');
      // import './f.ts';
      /* import './g.ts'; */
      import {
        h,
      } from './h.ts';`;
    expect(importsOf(source)).toEqual(['./a.ts', '@lava/kit/b.ts', './c.ts', './d.ts', './e.ts', './h.ts']);
  });

  it('lets layers look down only', () => {
    expect(verdict('packages/dispatcher/src/x.ts', '@lava/kit/y.ts')).toBeUndefined();
    expect(verdict('packages/protocol/src/x.ts', '@lava/kit/y.ts')).toContain('may import');
    expect(verdict('packages/worker/src/x.ts', '@lava/dispatcher/schema.ts')).toContain('may import');
    expect(verdict('packages/server/src/x.ts', '@lava/dispatcher/schema.ts')).toBeUndefined();
    expect(verdict('packages/server/src/x.ts', '@lava/dispatcher/engine/plan.ts')).toContain('may import');
    expect(verdict('packages/protocol/src/x.ts', 'node:fs')).toContain('only zod');
  });

  it.each([
    ['domain/job.ts', 'node:fs', 'only zod'],
    ['rights/permissions.ts', '../domain/job.ts', undefined],
    ['domain/job.ts', '../rights/permissions.ts', 'may import'],
    ['db/queries/jobs.ts', '../../jobs/jobs.ts', 'may import'],
    ['jobs/jobs.ts', 'kysely', 'may not'],
    ['jobs/jobs.ts', '../devices/devices.ts', undefined],
    ['devices/devices.ts', '../jobs/jobs.ts', 'may import'],
    ['links/session/worker-session.ts', '../zmq/gateway.ts', 'may import'],
    ['links/zmq/gateway.ts', '../session/worker-session.ts', undefined],
    ['scheduler/loop.ts', '../api/app.ts', 'may import'],
    ['jobs/jobs.ts', '../roles/api.ts', 'may import'],
    ['api/rest/v1/jobs.ts', '../../../manage/main.ts', 'may import'],
    ['api/rest/v1/jobs.ts', '../../../db/queries/jobs.ts', 'may import'],
    ['api/http/health.ts', '../rest/v1/jobs.ts', 'may import'],
  ])('keeps the layers of the server: %s → %s', (file, specifier, expected) => {
    const found = verdict(`packages/server/src/${file}`, specifier);
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(expected);
  });

  it('keeps the features of the web apart, and looks away from data', () => {
    const page = 'packages/web/src/features/jobs/jobs-view.tsx';
    expect(verdict(page, '../job/job-view.tsx')).toContain('may import');
    expect(verdict(page, './search.ts')).toBeUndefined();
    expect(verdict(page, '../../entities/job/status.ts')).toBeUndefined();
    expect(verdict('packages/web/src/ui/time/now.ts', '../../data/client.ts')).toContain('may import');
    expect(verdict('packages/web/src/live/x.ts', '../data/client.ts')).toContain('may import');
  });

  it('keeps methods apart and their schemas pure', () => {
    const file = 'packages/dispatcher/src/boot/qemu/index.ts';
    expect(verdict(file, '../grub/index.ts')).toContain('never imports another');
    expect(verdict(file, '../../board/power.ts')).toBeUndefined();
    expect(verdict('packages/dispatcher/src/boot/qemu/schema.ts', '../../board/power.ts')).toContain(
      'schema.ts',
    );
  });

  it.each([
    ['engine/plan.ts', '../registry.ts', 'may import'],
    ['engine/plan.ts', '../job/parse.ts', undefined],
    ['engine/job.ts', '../console/console.ts', 'may import'],
    ['host/tool.ts', '../engine/step.ts', 'may import'],
    ['board/power.ts', '../engine/step.ts', undefined],
    ['board/power.ts', '../login/login.ts', 'may import'],
    ['job/parse.ts', '../validation/blocks.ts', 'may import'],
    ['login/login.ts', '../boot/qemu/execute.ts', 'may import'],
    ['boot/qemu/execute.ts', '../../login/login.ts', undefined],
    ['boot/qemu/execute.ts', '../../registry.ts', 'may import'],
  ])('keeps the layers of the dispatcher: %s → %s', (file, specifier, expected) => {
    const found = verdict(`packages/dispatcher/src/${file}`, specifier);
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(expected);
  });

  it.each([
    ['boot/x/index.ts', "import { at } from '../../job/read.ts';", true],
    ['board/x.ts', "import { type Device, methods } from '@lava/protocol/device/device.ts';", true],
    ['boot/x/index.ts', "import { listOf } from '../../job/read.ts';", false],
    ['boot/x/index.ts', "import type { Device } from '@lava/protocol/device/device.ts';", false],
    ['boot/x/schema.ts', "import { at } from '../../job/read.ts';", true],
    ['boot/x/schema.ts', "import { methods } from '@lava/protocol/device/device.ts';", true],
    ['secrecy/x.ts', "import { at } from '../job/read.ts';", true],
    ['job/board.ts', "import { at, listOf } from './read.ts';", false],
  ])('lets only parsers walk through raw mappings: %s with %s', (file, source, refused) => {
    expect(rawReading(`packages/dispatcher/src/${file}`, source) !== undefined).toBe(refused);
  });

  it('has a line for everything in the dispatcher', () => {
    const src = 'packages/dispatcher/src/';
    const own = readdirSync(join(import.meta.dirname, '..', src), { withFileTypes: true })
      .filter(({ name }) => !name.endsWith('.spec.ts') && name !== 'testing')
      .map((entry) => `${src}${entry.name}${entry.isDirectory() ? '/' : ''}`);
    expect(own.filter((path) => !Object.hasOwn(RULES, path))).toEqual([]);
  });

  it('finds a cycle, of files and of folders', () => {
    const root = mkdtempSync(join(tmpdir(), 'imports-'));
    try {
      const files = {
        'packages/kit/src/a.ts': "import './b.ts';",
        'packages/kit/src/b.ts': "import './a.ts';",
        'packages/dispatcher/src/host/a.ts': "import '../records/a.ts';",
        'packages/dispatcher/src/records/a.ts': '',
        'packages/dispatcher/src/records/b.ts': "import '../host/b.ts';",
        'packages/dispatcher/src/host/b.ts': '',
      };
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(dirname(join(root, file)), { recursive: true });
        writeFileSync(join(root, file), text);
      }
      const found = checkImports(root, Object.keys(files)).map(({ message }) => message);
      expect(found.filter((message) => message.includes('cycle'))).toEqual([
        'is part of a cycle: packages/kit/src/a.ts → packages/kit/src/b.ts → packages/kit/src/a.ts',
        'is part of a cycle of folders: packages/dispatcher/src/host → packages/dispatcher/src/records → packages/dispatcher/src/host',
      ]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
