// SPDX-License-Identifier: Apache-2.0
import type { Block, Job } from '@lava/protocol/job/job.ts';
import type { Timeout } from '@lava/protocol/job/timeout.ts';
import { textOf } from '../job/read.ts';
import type { Method, MethodEntry, PlanContext, TestMethod } from './method.ts';
import type { StepSpec } from './step.ts';

/** The methods to choose from, and the words by which users ask for all there are. */
export interface Methods {
  deploy: readonly Method[];
  boot: readonly Method[];
  test: readonly TestMethod[];
  words: Record<Section, string[]>;
  ends: Ends;
}

type Section = 'deploy' | 'boot' | 'test';

/** What a plan has besides the methods' blocks. */
export interface Ends {
  /** The step of a `command` block. */
  command(context: PlanContext): StepSpec;
  /** The step of a `hold` block. */
  hold(context: PlanContext): StepSpec;
  /** Where the job says `hold_on_failure`. */
  holdAfterFailure(context: Pick<PlanContext, 'board'>, asked: Timeout): StepSpec;
  /** The last step of every job. */
  finalize(): StepSpec;
}

/** Where methods are looked for; tests and exercises may bring their own. */
export interface Registry extends Ends {
  deploy: readonly MethodEntry[];
  boot: readonly MethodEntry[];
  test: readonly MethodEntry<TestMethod>[];
}

/** The methods that the job's blocks ask for, in the registry's order; the others are not even loaded. */
export async function methodsFor(job: Job, registry: Registry): Promise<Methods> {
  const [deploy, boot, test] = await Promise.all([
    load(registry.deploy, blocks(job, 'deploy'), ({ to }, words) => words.includes(textOf(to))),
    load(registry.boot, blocks(job, 'boot'), ({ method }, words) => words.includes(textOf(method))),
    load(registry.test, blocks(job, 'test'), (block, words) => words.some((word) => word in block)),
  ]);
  const words = {
    deploy: wordsOf(registry.deploy),
    boot: wordsOf(registry.boot),
    test: wordsOf(registry.test),
  };
  return { deploy, boot, test, words, ends: registry };
}

function wordsOf(entries: readonly { words: readonly string[] }[]): string[] {
  return [...new Set(entries.flatMap(({ words }) => words))].sort();
}

function blocks(job: Job, section: Section): Block[] {
  return job.actions.flatMap((action) => {
    const block = action[section];
    return block ? [block] : [];
  });
}

function load<M extends Method>(
  entries: readonly MethodEntry<M>[],
  wanted: Block[],
  asks: (block: Block, words: readonly string[]) => boolean,
): Promise<M[]> {
  const needed = entries.filter(({ words, takes }) =>
    wanted.some((block) => asks(block, words) || takes?.(block) === true),
  );
  return Promise.all(needed.map((entry) => entry.load()));
}
