// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/device/device.ts';
import type { Block, Job } from '@lava/protocol/job/job.ts';
import type { z } from 'zod';
import type { StepSpec } from './step.ts';
import type { Target } from './target.ts';

/** What a method plans from. Everything is data: planning touches nothing. */
export interface PlanContext<B = Block> {
  job: Job;
  device: Device;
  /** The block, with the job's `protocols` merged in as keys. */
  block: B;
  /** The namespace of the block: what earlier blocks leave for later ones, and what its tests need. */
  target: Target;
  /** All namespaces of the job, for blocks that work on another one's connection. */
  targets: ReadonlyMap<string, Target>;
}

/**
 * How an action is done: one folder each, named as users write it in `to:` or `method:`. Registered by one line in
 * `registry.ts`; of several that accept, the one with the highest priority wins, then the first of the registry.
 */
export interface Method<B extends Block = Block> {
  name: string;
  priority?: number;
  /** Shape of the block: it is parsed with this before `plan` sees it. */
  schema: z.ZodType<B>;
  /**
   * Undefined when it fits; otherwise why not, for the user. Sees the block as it was written. Throws LavaError when the
   * block is meant for this method and wrong, so that no other could fit either.
   */
  refuses(context: PlanContext): string | undefined;
  plan(context: PlanContext<B>): StepSpec;
}

/** A test method also says what its blocks need from the deploy and boot blocks of their namespace. */
export interface TestMethod<B extends Block = Block> extends Method<B> {
  /** Settings of the operating system (shell, result directory) must be known. */
  needsDeploymentData: boolean;
  /** The helpers and definitions must be put onto the device. */
  needsOverlay: boolean;
  /** The device must be at a shell prompt. */
  needsShell: boolean;
}
