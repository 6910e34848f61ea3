// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, describe as suite } from 'vitest';
import { describe } from './engine/describe.ts';
import { parseDevice, parseJob } from './job/parse.ts';
import { plan } from './plan.ts';

/** Conformance data that stands beside the checkout, not in it: job and device, and the plan that LAVA makes of them. */
const CORPUS = process.env.LAVA_CORPUS ?? join(import.meta.dirname, '../../../../shared/corpus/pipelines');
const present = existsSync(CORPUS);

suite.skipIf(!present)(`plans of the corpus ${present ? '' : `(not here: ${CORPUS})`}`, () => {
  for (const name of present ? readdirSync(CORPUS) : []) {
    it(name, async () => {
      const read = (file: string) => readFileSync(join(CORPUS, name, file), 'utf8');
      const { steps } = await plan(parseJob(read('job.yaml')), parseDevice(read('device.yaml')));
      expect(steps.map(describe)).toEqual(JSON.parse(read('expected.json')));
    });
  }
});
