// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeAsTree } from '@lava/dispatcher/engine/describe.ts';
import { parseDevice, parseJob } from '@lava/dispatcher/job/parse.ts';
import { plan } from '@lava/dispatcher/plan.ts';
import { renderedDevice } from '../../bench/device-file.ts';

const JOBS = join(import.meta.dirname, '../../examples/jobs');

/** examples/plans: what each example job does on the example device, as `lava-run --describe` prints it. */
export async function examplePlans(): Promise<Map<string, string>> {
  const plans = new Map<string, string>();
  for (const file of readdirSync(JOBS).filter((name) => name.endsWith('.yaml'))) {
    const text = readFileSync(join(JOBS, file), 'utf8');
    const { steps } = await plan(parseJob(text), parseDevice(renderedDevice(text)));
    const head = `# examples/jobs/${file} on examples/devices/qemu-01.jinja2. Made by ./lava generate.\n`;
    plans.set(file.replace(/yaml$/, 'txt'), head + steps.map(describeAsTree).join(''));
  }
  return plans;
}
