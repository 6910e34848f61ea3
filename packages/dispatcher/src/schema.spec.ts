// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('what servers and browsers load of the dispatcher needs nothing of Node', async () => {
  const { metafile, warnings } = await build({
    entryPoints: [join(import.meta.dirname, 'schema.ts')],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'browser',
    format: 'esm',
    logLevel: 'silent',
  });
  expect(warnings).toEqual([]);
  expect(Object.values(metafile.outputs).flatMap(({ imports }) => imports)).toEqual([]);
  const steps = Object.keys(metafile.inputs).filter(
    (file) => file.endsWith('/index.ts') && file.includes('dispatcher'),
  );
  expect(steps).toEqual([]);
});
