// SPDX-License-Identifier: Apache-2.0
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readExample } from '../../../tools/generate/methods.ts';
import type { Step } from './engine/step.ts';
import { planTolerantly } from './plan.ts';

/** Names of steps that this version plans and cannot run yet. The number may only become smaller. */
const UNWRITTEN = 90;

it('the examples of all methods have no more unwritten steps than before', async () => {
  const names = new Set<string>();
  for (const section of ['deploy', 'boot', 'test']) {
    for (const folder of readdirSync(join(import.meta.dirname, section))) {
      const { job, device } = readExample(`${section}/${folder}`);
      for (const step of (await planTolerantly(job, device, [])).steps) gather(step, names);
    }
  }
  console.info(`${names.size} steps are unwritten: ${[...names].sort().join(', ')}`);
  expect(names.size).toBeLessThanOrEqual(UNWRITTEN);
});

function gather(step: Step, names: Set<string>): void {
  if (step.spec.kind === 'unwritten') names.add(step.name);
  for (const child of step.children) gather(child, names);
}
