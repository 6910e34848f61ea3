// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, describe as suite } from 'vitest';
import { describe } from './engine/describe.ts';
import { parseDevice, parseJob } from './job/parse.ts';
import { plan, planTolerantly } from './plan.ts';

/** Conformance data next to the checkout, not in it: job and device, and the plan that LAVA makes of them. */
const SHARED = join(import.meta.dirname, '../../../../shared');
const CORPUS = process.env.LAVA_CORPUS ?? join(SHARED, 'corpus/pipelines');
/** The same of jobs with empty values, some of which LAVA plans and would not run. */
const CASES = join(SHARED, 'cases/plans');

suite.each([
  ['corpus', CORPUS, plan],
  ['cases', CASES, (...[job, device]: Parameters<typeof plan>) => planTolerantly(job, device, [])],
] as const)('plans of the %s', (_, folder, planned) => {
  const present = existsSync(folder);
  if (!present) it.skip(`are not here: ${folder}`, () => undefined);
  for (const name of present ? readdirSync(folder) : []) {
    it(name, async () => {
      const read = (file: string) => readFileSync(join(folder, name, file), 'utf8');
      const { steps } = await planned(parseJob(read('job.yaml')), parseDevice(read('device.yaml')));
      expect(steps.map(describe)).toEqual(JSON.parse(read('expected.json')));
    });
  }
});
