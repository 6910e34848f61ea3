// SPDX-License-Identifier: Apache-2.0

import { bootSchemas, deploySchemas } from '@lava/dispatcher/generated/method-schemas.ts';
import { parseDevice, parseJob } from '@lava/dispatcher/job/parse.ts';
import { plan } from '@lava/dispatcher/plan.ts';
import { validateJob } from '@lava/dispatcher/schema.ts';
import { dumpYaml } from '@lava/yaml/dump.ts';
import { folderOf, readExample } from '../tools/generate/methods.ts';
import type { Bench } from './report.ts';

const JOBS = 1000;

/** Two test blocks with four definitions: what most jobs have. */
const TESTS = [1, 2].map((block) => ({
  test: {
    definitions: [1, 2, 3, 4].map((n) => ({
      from: 'git',
      repository: 'https://github.com/Linaro/test-definitions.git',
      path: 'automated/linux/smoke/smoke.yaml',
      name: `smoke-${block}-${n}`,
    })),
  },
}));

/** Jobs of all deploy and boot methods, from the text to the plan and to the verdict, one after the other. */
export const planBench: Bench = {
  async run() {
    const jobs = examples();
    const planned = await seconds(async ({ job, device }) => {
      await plan(parseJob(job), parseDevice(device));
    }, jobs);
    const judged = await seconds(async ({ job }) => {
      validateJob(job);
    }, jobs);
    return {
      method:
        `${JOBS} jobs in one process, in turn the examples of all ${jobs.length} deploy and boot methods with two test ` +
        'blocks of four definitions each; texts of job and device are read each time.',
      figures: [
        { name: 'plans', value: planned, unit: 's', limit: { most: 5 } },
        { name: 'verdicts', value: judged, unit: 's' },
      ],
    };
  },
};

interface Texts {
  job: string;
  device: string;
}

function examples(): Texts[] {
  const folders = [
    ...deploySchemas.map((method) => `deploy/${folderOf(method)}`),
    ...bootSchemas.map((method) => `boot/${folderOf(method)}`),
  ];
  return folders.map((folder) => {
    const { job, device } = readExample(folder);
    return { job: dumpYaml({ ...job, actions: [...job.actions, ...TESTS] }), device: dumpYaml(device) };
  });
}

async function seconds(what: (texts: Texts) => Promise<void>, jobs: Texts[]): Promise<number> {
  const started = performance.now();
  for (let i = 0; i < JOBS; i++) await what(jobs[i % jobs.length] as Texts);
  return (performance.now() - started) / 1000;
}
