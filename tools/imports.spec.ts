// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allowed, checkImports, importsOf, resolveImport } from './imports.ts';

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

  it('keeps methods apart and their schemas pure', () => {
    const file = 'packages/dispatcher/src/boot/qemu/index.ts';
    expect(verdict(file, '../grub/index.ts')).toContain('never imports another');
    expect(verdict(file, '../../steps/power.ts')).toBeUndefined();
    expect(verdict('packages/dispatcher/src/boot/qemu/schema.ts', '../../steps/power.ts')).toContain(
      'schema.ts',
    );
  });

  it('finds a cycle', () => {
    const root = mkdtempSync(join(tmpdir(), 'imports-'));
    try {
      const files = {
        'packages/kit/src/a.ts': "import './b.ts';",
        'packages/kit/src/b.ts': "import './a.ts';",
      };
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(dirname(join(root, file)), { recursive: true });
        writeFileSync(join(root, file), text);
      }
      expect(checkImports(root, Object.keys(files)).map(({ message }) => message)).toEqual([
        'is part of a cycle: packages/kit/src/a.ts → packages/kit/src/b.ts → packages/kit/src/a.ts',
      ]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
