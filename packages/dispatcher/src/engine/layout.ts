// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/device/device.ts';
import type { Block, Job } from '@lava/protocol/job/job.ts';
import { seconds, type Timeout } from '@lava/protocol/job/timeout.ts';
import { hasAttempts, type Section, type Step, type StepSpec } from './step.ts';

/** Seconds for a step, and for one wait on a connection, where nothing else is said (LAVA's values). */
const DEFAULT_TIMEOUT = 30;

/** Pause between attempts, seconds. */
const RETRY_INTERVAL = 1;

/** What the levels, times and attempts of a block's steps are computed from. */
export interface LayoutContext {
  job: Job;
  device: Device;
  section: Section;
  block: Block;
}

/** The block's step tree with levels, times and attempts; `index` is the 1-based number of the block. */
export function layout(context: LayoutContext, spec: StepSpec, index: number): Step {
  return layoutStep(context, spec, String(index), undefined);
}

function layoutStep(outer: LayoutContext, spec: StepSpec, level: string, parent: Step | undefined): Step {
  const context = spec.block ? { ...outer, block: { ...outer.block, ...spec.block } } : outer;
  const { block } = context;
  const step: Step = {
    spec,
    name: spec.name,
    level,
    section: context.section,
    namespace: block.namespace ?? 'common',
    timeout: stepTimeout(context, spec, parent),
    connectionTimeout: connectionTimeout(context, spec),
    ...waitLimits(context, spec, parent),
    maxRetries: hasAttempts(spec) ? attempts(context) : 1,
    repeat: hasAttempts(spec) && block.repeat !== undefined,
    retryInterval: block.failure_retry_interval ?? RETRY_INTERVAL,
    skipOnTimeout: parent === undefined && block.timeout?.skip === true,
    children: [],
  };
  step.children = spec.children.map((child, i) => layoutStep(context, child, `${level}.${i + 1}`, step));
  return step;
}

/**
 * Later entries win:
 * 1. `timeouts.action` of the job
 * 2. the device's for this step name
 * 3. `timeout` of the block
 * 4. the parent's share for one attempt, when the parent retries
 * 5. `timeouts.actions` of the job for this step name
 * 6. `timeouts` of the block for this step name
 *
 * A `command` block is different in LAVA, and dashboards know its numbers: its own `timeout` only replaces the first.
 */
function stepTimeout(
  { job, device, block, section }: LayoutContext,
  spec: StepSpec,
  parent: Step | undefined,
): number {
  const command = section === 'command';
  const share = parent && parent.maxRetries > 1 ? Math.floor(parent.timeout / parent.maxRetries) : undefined;
  return (
    given(block.timeouts?.[spec.name]) ??
    given(job.timeouts.actions?.[spec.name]) ??
    share ??
    (command ? undefined : given(block.timeout)) ??
    given(device.timeouts?.actions?.[spec.name]) ??
    given(job.timeouts.action) ??
    given(block.timeout) ??
    spec.defaultTimeout ??
    DEFAULT_TIMEOUT
  );
}

function connectionTimeout({ job, device, block }: LayoutContext, spec: StepSpec): number {
  return (
    given(job.timeouts.connections?.[spec.name]) ??
    given(device.timeouts?.connections?.[spec.name]) ??
    given(block.connection_timeout) ??
    given(job.timeouts.connection) ??
    DEFAULT_TIMEOUT
  );
}

/** What is said for a step holds for those below it too: `auto-login-action` for `login-action`. */
function waitLimits(
  { job, device, block }: LayoutContext,
  spec: StepSpec,
  parent: Step | undefined,
): Pick<Step, 'waitLimit' | 'answerLimit'> {
  const { connections, connection } = job.timeouts;
  const waitLimit = given(connections?.[spec.name]) ?? given(block.connection_timeout) ?? parent?.waitLimit;
  const byDevice = given(device.timeouts?.connections?.[spec.name]);
  const answerLimit = waitLimit ?? byDevice ?? parent?.answerLimit ?? given(connection);
  return { waitLimit, answerLimit };
}

/** Block over context over device constant; a boot has a constant of its own. */
function attempts({ job, device, block, section }: LayoutContext): number {
  if (block.repeat !== undefined) return block.repeat;
  const boot = section === 'boot' ? (job.context?.boot_retry ?? device.constants?.boot_retry) : undefined;
  const retry = job.context?.failure_retry ?? device.constants?.failure_retry;
  return Math.max(1, Number(block.failure_retry ?? (boot || undefined) ?? retry ?? 1) || 1);
}

function given(timeout: Timeout | null | undefined): number | undefined {
  return timeout === undefined || timeout === null ? undefined : seconds(timeout);
}
