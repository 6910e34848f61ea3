// SPDX-License-Identifier: Apache-2.0
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isError, LavaError } from '@lava/protocol/error/error.ts';
import { dumpYaml } from '@lava/yaml/dump.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { describe, expect, it } from 'vitest';
import { parseDevice, parseJob } from './job/parse.ts';
import { plan, planTolerantly } from './plan.ts';
import { mutated } from './testing/mutate.ts';
import { validateDevice } from './validation/validate-device.ts';
import { validateJob } from './validation/validate-job.ts';

/** Jobs with their devices that are next to the checkout, besides the example of each method. */
const CORPUS = process.env.LAVA_CORPUS ?? join(import.meta.dirname, '../../../../shared/corpus/pipelines');
const COUNT = Number(process.env.LAVA_MUTATIONS ?? 500);
/** Set the seed that a failure names to see it again. */
const SEED = Number(process.env.LAVA_TEST_SEED ?? 20261129);

const read = (path: string) => loadYaml(readFileSync(path, 'utf8')) as Record<string, unknown>;
const examples = globSync(join(import.meta.dirname, '{deploy,boot,test}/*/example.yaml')).map((path) => {
  const { device, ...job } = read(path);
  const head = {
    job_name: 'x',
    device_type: 'y',
    visibility: 'public',
    timeouts: { job: { minutes: 5 } },
  };
  return { path, job: { ...head, ...job }, device };
});
const others = globSync(join(CORPUS, '*/job.yaml')).map((path) => ({
  path,
  job: read(path),
  device: read(join(path, '../device.yaml')),
}));
const jobs = [...examples, ...others].sort((a, b) => (a.path < b.path ? -1 : 1));

function belowOf(seed: number): (limit: number) => number {
  let state = seed >>> 0 || 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

describe('a sound job in which something has been changed', () => {
  it('is planned, or refused with a place; never anything else', { timeout: 240_000 }, async () => {
    expect(jobs.length).toBeGreaterThan(30);
    for (let i = 0; i < COUNT; i++) {
      const below = belowOf((SEED + i) * 2_654_435_761);
      const { path, ...sound } = jobs[below(jobs.length)] as (typeof jobs)[number];
      const job = dumpYaml(mutated(sound.job, below));
      const device = dumpYaml(below(4) === 0 ? mutated(sound.device, below) : sound.device);
      try {
        await judge(job, device);
      } catch (error) {
        throw new Error(`seed ${SEED + i}, of ${path}\n${job}\n--- device\n${device}`, { cause: error });
      }
    }
  });
});

async function judge(text: string, hardware: string): Promise<void> {
  const { device, problems: ofDevice } = validateDevice(hardware);
  const { job, problems } = validateJob(text, { device });
  for (const { where, message } of [...problems, ...ofDevice]) {
    expect(where?.line, message).toBeGreaterThan(0);
    expect(where?.column, message).toBeGreaterThan(0);
    expect(message).not.toMatch(/[^\P{Cc}\n\t]|\[object Object\]/u);
  }
  expect(job !== undefined).toBe(!problems.some(isError));
  await refused(() => planTolerantly(parseJob(text), parseDevice(hardware), []));
  await refused(() => plan(parseJob(text), parseDevice(hardware)));
}

async function refused(planned: () => Promise<unknown>): Promise<void> {
  try {
    await planned();
  } catch (error) {
    if (!(error instanceof LavaError) || error.kind === 'bug') throw error;
  }
}
