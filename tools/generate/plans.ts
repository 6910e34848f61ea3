// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeAsTree } from '@lava/dispatcher/engine/describe.ts';
import { parseDevice, parseJob } from '@lava/dispatcher/job/parse.ts';
import { plan } from '@lava/dispatcher/plan.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { renderedDevice } from '../../bench/device-file.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');
const JOBS = join(EXAMPLES, 'jobs');
const DEVICES = join(EXAMPLES, 'devices');

/** examples/plans: what each example job does on the example device of its type, as `lava-run --describe` prints it. */
export async function examplePlans(): Promise<Map<string, string>> {
  const plans = new Map<string, string>();
  for (const file of readdirSync(JOBS).filter((name) => name.endsWith('.yaml'))) {
    const text = readFileSync(join(JOBS, file), 'utf8');
    const device = deviceFor(loadYaml(text) as { device_type?: string });
    const { steps } = await plan(parseJob(text), parseDevice(renderedDevice(text, device)));
    const head = `# examples/jobs/${file} on examples/devices/${device.name}.jinja2. Made by ./lava generate.\n`;
    plans.set(file.replace(/yaml$/, 'txt'), head + steps.map(describeAsTree).join(''));
  }
  return plans;
}

function deviceFor({ device_type: type }: { device_type?: string }): { name: string; dictionary: string } {
  for (const file of readdirSync(DEVICES)) {
    const dictionary = readFileSync(join(DEVICES, file), 'utf8');
    if (dictionary.includes(`{% extends '${type}.jinja2' %}`))
      return { name: file.replace(/\.jinja2$/, ''), dictionary };
  }
  throw new Error(`examples/devices has no device of the type ${type}`);
}
