// SPDX-License-Identifier: Apache-2.0
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Block } from '@lava/protocol/job/job.ts';
import { dumpYaml } from '@lava/yaml/dump.ts';
import { describe, expect, it } from 'vitest';
import { folderOf, readExample } from '../../../tools/generate/methods.ts';
import type { MethodEntry } from './engine/method.ts';
import { bootSchemas, deploySchemas, testSchemas } from './generated/method-schemas.ts';
import { boardOf } from './job/board.ts';
import type { MethodSchema } from './job/method-schema.ts';
import { plan } from './plan.ts';
import { bootMethods, deployMethods, testMethods } from './registry.ts';
import { validateJob } from './validation/validate-job.ts';

const SECTIONS: [string, readonly MethodEntry[], readonly MethodSchema[]][] = [
  ['deploy', deployMethods, deploySchemas],
  ['boot', bootMethods, bootSchemas],
  ['test', testMethods, testSchemas],
];

describe.each(SECTIONS)('methods of %s', (section, entries, schemas) => {
  const folders = readdirSync(join(import.meta.dirname, section), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

  it('have a folder each, and a line in both registries, in the same order', async () => {
    const loaded = await Promise.all(entries.map(({ load }) => load()));
    expect(loaded.map(({ name }) => name)).toEqual(schemas.map(({ name }) => name));
    expect(schemas.map(folderOf).sort()).toEqual(folders);
    for (const [i, method] of loaded.entries()) {
      expect(entries[i]?.words, method.name).toEqual(method.words);
      expect(method.schema, method.name).toBe(schemas[i]?.schema);
    }
  });

  it.each(folders)('%s has an example without problems, which it plans', async (folder) => {
    const { job, device } = readExample(`${section}/${folder}`);
    const { problems } = validateJob(dumpYaml(job), { device });
    const told = problems.filter(({ message }) => !/has no effect yet|does not run yet/.test(message));
    expect(told).toEqual([]);
    const own = Object.values(job.actions[0] ?? {})[0] as Block;
    const block = { ...own, ...job.protocols };
    expect(
      schemas.find((each) => folderOf(each) === folder)?.refuses({ board: boardOf(device), block }),
    ).toBeUndefined();
    const { steps } = await plan(job, device);
    expect(steps.length).toBe(job.actions.length + 1);
  });
});
