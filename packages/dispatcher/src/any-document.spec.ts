// SPDX-License-Identifier: Apache-2.0
import { isError, LavaError } from '@lava/protocol/error/error.ts';
import { dumpYaml } from '@lava/yaml/dump.ts';
import { describe, expect, it } from 'vitest';
import { describe as describeStep } from './engine/describe.ts';
import { bootSchemas, deploySchemas, testSchemas } from './generated/method-schemas.ts';
import { parseDevice, parseJob } from './job/parse.ts';
import { plan, planTolerantly } from './plan.ts';
import { DocumentMaker } from './testing/document-maker.ts';
import { validateDevice } from './validation/validate-device.ts';
import { validateJob } from './validation/validate-job.ts';

/** Documents a run; the whole takes some seconds. Set the seed that a failure names to see it again. */
const DOCUMENTS = 1500;
const SEED = Number(process.env.LAVA_TEST_SEED ?? 20260701);

/** The plan, or the error; anything else is thrown on. */
async function outcome(job: string, device: string): Promise<'plan' | LavaError> {
  try {
    const texts = [parseJob(job), parseDevice(device)] as const;
    await tolerant(...texts);
    const { steps } = await plan(...texts);
    steps.map(describeStep);
    return 'plan';
  } catch (error) {
    if (error instanceof LavaError && error.kind !== 'bug') return error;
    throw error;
  }
}

/** The same for the plan that is only shown. */
async function tolerant(...texts: Parameters<typeof plan>): Promise<void> {
  try {
    const { steps } = await planTolerantly(...texts, []);
    steps.map(describeStep);
  } catch (error) {
    if (!(error instanceof LavaError) || error.kind === 'bug') throw error;
  }
}

describe('any document, given as job or device', () => {
  it('gives a plan or a list of problems, never another exception', async () => {
    let plans = 0;
    for (let i = 0; i < DOCUMENTS; i++) {
      const maker = new DocumentMaker(SEED + i, {
        deploy: deploySchemas,
        boot: bootSchemas,
        test: testSchemas,
      });
      const job = dumpYaml(maker.job());
      const device = dumpYaml(maker.device());
      try {
        if ((await outcome(job, device)) === 'plan') plans++;
        const judged = validateJob(job, { device: validateDevice(device).device });
        expect(judged.job !== undefined).toBe(!judged.problems.some(isError));
        for (const { where, message } of judged.problems)
          expect(where?.line, `${message} has no place`).toBeGreaterThan(0);
      } catch (error) {
        throw new Error(`seed ${SEED + i}\n--- job\n${job}\n--- device\n${device}`, { cause: error });
      }
    }
    // The maker must reach the plans of methods, not only the front door.
    expect(plans).toBeGreaterThan(DOCUMENTS / 20);
  }, 240_000);

  it('may be something other than a job', async () => {
    for (const text of [
      '',
      '~',
      '5',
      'text',
      '[]',
      '{}',
      'a: [',
      '\u0000',
      '!!python/object:os {}',
      '- - -',
      '? : :',
    ])
      expect(await outcome(text, text), text).toBeInstanceOf(LavaError);
  });
});
