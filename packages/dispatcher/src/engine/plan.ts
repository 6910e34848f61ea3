// SPDX-License-Identifier: Apache-2.0

import type { Device } from '@lava/protocol/device/device.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Action, Block, Job } from '@lava/protocol/job/job.ts';
import { userCommand } from '../command/user-command.ts';
import { bootMethods, deployMethods, testMethods } from '../registry.ts';
import { finalize } from '../steps/finalize.ts';
import { layout } from './layout.ts';
import type { Method, PlanContext } from './method.ts';
import type { Section, Step, StepSpec } from './step.ts';
import { Target } from './target.ts';

export interface Plan {
  job: Job;
  device: Device;
  steps: Step[];
  targets: ReadonlyMap<string, Target>;
}

/**
 * The tree of steps for a job on a device. Pure: reads nothing but its arguments and touches nothing.
 * @throws LavaError `method-none` with the refusals of every method, `job-invalid`, `device-invalid`
 */
export function plan(job: Job, device: Device): Plan {
  const targets = new Map<string, Target>();
  const actions = job.actions.map((action) => entry(action, job));
  for (const { section, block } of actions) registerTest(job, device, targets, section, block);
  const steps = actions.map(({ section, block }, i) => {
    const context = { job, device, block, target: targetOf(targets, block), targets };
    return layout({ job, device, section, block }, planBlock(section, context), i + 1);
  });
  const block = { namespace: 'common' };
  steps.push(layout({ job, device, section: 'finalize', block }, finalize(targets), steps.length + 1));
  return { job, device, steps, targets };
}

function entry(action: Action, job: Job): { section: Section; block: Block } {
  for (const section of ['deploy', 'boot', 'test', 'command'] as const) {
    const own = action[section];
    if (!own) continue;
    // Protocol calls are looked up as keys of the block.
    const block = section === 'command' ? own : { ...own, ...job.protocols };
    return { section, block: { ...block, namespace: own.namespace ?? 'common' } };
  }
  const found = Object.keys(action).join(', ') || 'nothing';
  throw new LavaError('job-invalid', `an action is one of deploy, boot, test, command; found ${found}`);
}

/** What the tests need must be known before the deploy and boot blocks of their namespace are planned. */
function registerTest(
  job: Job,
  device: Device,
  targets: Map<string, Target>,
  section: Section,
  block: Block,
): void {
  const target = targetOf(targets, block);
  if (section !== 'test') return;
  const method = select(testMethods, { job, device, block, target, targets }, 'test');
  const planned = {
    block,
    stage: target.tests.filter((test) => test.needsOverlay).length,
    needsDeploymentData: method.needsDeploymentData,
    needsOverlay: method.needsOverlay,
    needsShell: method.needsShell,
  };
  target.tests.push(planned);
  const other = block['connection-namespace'];
  if (other !== undefined && other !== target.namespace)
    targetOf(targets, { namespace: other }).tests.push(planned);
}

function targetOf(targets: Map<string, Target>, block: Block): Target {
  const namespace = block.namespace ?? 'common';
  const known = targets.get(namespace);
  if (known) return known;
  const target = new Target(namespace);
  targets.set(namespace, target);
  return target;
}

function planBlock(section: Section, context: PlanContext): StepSpec {
  switch (section) {
    case 'deploy':
      return select(deployMethods, context, section, `to: ${String(context.block.to)}`).plan(context);
    case 'boot':
      return select(bootMethods, context, section, `method: ${String(context.block.method)}`).plan(context);
    case 'test':
      return select(testMethods, context, section).plan(context);
    case 'command':
      return userCommand(context);
    case 'finalize':
      throw new LavaError('bug', 'finalize is no block of a job');
  }
}

/** The method that fits; when none does, the user sees why not, method by method. */
function select<M extends Method>(
  methods: readonly M[],
  context: PlanContext,
  section: Section,
  asked = '',
): M {
  const refusals: { message: string }[] = [];
  let best: M | undefined;
  for (const method of methods) {
    const refusal = method.refuses(context);
    if (refusal !== undefined) refusals.push({ message: `${method.name}: ${refusal}` });
    else if (!best || (method.priority ?? -1) > (best.priority ?? -1)) best = method;
  }
  if (best) return best;
  throw new LavaError('method-none', `no ${section} method fits${asked && ` ${asked}`}`, {
    problems: refusals,
  });
}
