// SPDX-License-Identifier: Apache-2.0
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { HOST_TOOLS } from './host-tools.ts';

const packages = join(import.meta.dirname, '../../../../packages');
const packaging = join(packages, '../packaging/debian/lava-dispatcher/control');

it('names no program that neither a method, a device type nor a package of ours uses', () => {
  const sources = [
    ...globSync('dispatcher/src/**/*.ts', { cwd: packages, exclude: ['**/*.spec.ts'] }).map((file) =>
      join(packages, file),
    ),
    ...globSync('../device-types/*.jinja2', { cwd: packages }).map((file) => join(packages, file)),
    packaging,
  ];
  const text = sources.map((file) => readFileSync(file, 'utf8')).join('\n');
  const used = ({ programs, from }: (typeof HOST_TOOLS)[number]) =>
    [...programs, ...from.split(' or ')].some((name) => text.includes(name));
  expect(HOST_TOOLS.filter((tool) => !used(tool))).toEqual([]);
});

it('knows every program that the dispatcher compresses and packs with', () => {
  const known = new Set(HOST_TOOLS.flatMap(({ programs }) => programs));
  for (const name of ['xz', 'zstd', 'bzip2', 'unzip', 'tar', 'git', 'mke2fs', 'e2fsck']) {
    expect(known).toContain(name);
  }
});
