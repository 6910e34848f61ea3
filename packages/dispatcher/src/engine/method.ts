// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/device/device.ts';
import type { Block, Job } from '@lava/protocol/job/job.ts';
import type { Board } from '../job/board.ts';
import type { Asked, MethodSchema, TestMethodSchema } from '../job/method-schema.ts';
import type { StepSpec } from './step.ts';
import type { Target } from './target.ts';

/** What a method plans from. Everything is data: planning touches nothing. */
export interface PlanContext<B extends Block = Block, S = unknown> extends Asked {
  job: Job;
  device: Device;
  /** The device, parsed. */
  board: Board;
  /** The method's entry in the device's configuration, parsed by the method's own schema; null when there is none. */
  settings: S;
  /** Operating system that runs when the block begins: `os` of the nearest deploy block up to this one. */
  os: string | undefined;
  /** The block, parsed, with the job's `protocols` merged in as keys. */
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
export interface Method<B extends Block = Block, S = unknown> extends MethodSchema<B, S> {
  plan(context: PlanContext<B, S>): StepSpec;
}

/** A test method also says what its blocks need from the deploy and boot blocks of their namespace. */
export interface TestMethod<B extends Block = Block, S = unknown>
  extends TestMethodSchema<B, S>,
    Method<B, S> {}

/** A line of the registry: by which words a method is asked for, and where it is. */
export interface MethodEntry<M extends Method = Method> {
  /** As in the method's schema. */
  words: readonly string[];
  /** Blocks without these words that the method may take all the same. */
  takes?: (block: Block) => boolean;
  load: () => Promise<M>;
}

/** A method made of its declaration and of how it plans a block. */
export function method<B extends Block, S, M extends MethodSchema<B, S>>(
  schema: M & MethodSchema<B, S>,
  plan: (context: PlanContext<B, S>) => StepSpec,
): M & Method<B, S> {
  return { ...schema, plan };
}
