// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/device/device.ts';
import type { Problem } from '@lava/protocol/error/error.ts';
import type { Job } from '@lava/protocol/job/job.ts';
import { methodsFor } from './engine/methods.ts';
import { type Plan, planWith, type Rules } from './engine/plan.ts';
import { REGISTRY } from './registry.ts';
import { definitionRules } from './rules/block-rules.ts';
import { deviceRules } from './rules/device-rules.ts';
import { jobRules, plannerRules } from './rules/job-rules.ts';

/** By these LAVA refuses to plan. */
const SHOWN: Rules = {
  block: (placed, device) => [...plannerRules(placed), ...deviceRules(placed, device)],
  job: jobRules,
};

/** And by these its dispatcher refuses to run. */
const RUN: Rules = {
  ...SHOWN,
  block: (placed, device) => [...definitionRules(placed), ...SHOWN.block(placed, device)],
};

/**
 * The tree of steps for a job on a device, with all methods there are. Reads nothing but its arguments and the code of the
 * methods that the job names, and touches nothing.
 * @throws LavaError `method-none` with the refusals of every method tried, `job-invalid`, `device-invalid`
 */
export async function plan(job: Job, device: Device): Promise<Plan> {
  return planWith(job, device, await methodsFor(job, REGISTRY), RUN);
}

/**
 * {@link plan} for looking at, not for running: a block that is not of its method's shape is planned all the same, where
 * that is possible, since LAVA's dispatcher does so too.
 * @param odd gets what is wrong with such blocks
 */
export async function planTolerantly(job: Job, device: Device, odd: Problem[]): Promise<Plan> {
  const planned = planWith(job, device, await methodsFor(job, REGISTRY), SHOWN, odd);
  odd.push(...planned.lacks);
  return planned;
}
