// SPDX-License-Identifier: Apache-2.0
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { budgetOf, readBudgets } from './ledger.ts';
import { WORKERS } from './workers.ts';

/**
 * The order in which spec files start: long ones first, so that none is left alone at the end, and one file of whole
 * machines at a time as long as others are left, since machines wait for downloads and restarts while others compute.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(specs: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config;
    const budgets = readBudgets();
    return startOrder(
      specs.map((spec) => ({
        spec,
        seconds: budgetOf(budgets, relative(root, spec.moduleId)),
        waits: spec.project.name === 'machines',
      })),
      WORKERS,
    ).map(({ spec }) => spec);
  }
}

interface Planned {
  seconds: number;
  /** Leaves the processor to others for most of its time. */
  waits: boolean;
}

/** @param workers files at the same time, of which one takes those that wait */
export function startOrder<T extends Planned>(files: T[], workers: number): T[] {
  const others = Math.max(1, workers - 1);
  const started = { waiting: 0, computing: 0 };
  return files
    .toSorted((a, b) => b.seconds - a.seconds)
    .map((file) => {
      const at = file.waits ? started.waiting : started.computing;
      if (file.waits) started.waiting += file.seconds;
      else started.computing += file.seconds / others;
      return { file, at };
    })
    .toSorted((a, b) => a.at - b.at)
    .map(({ file }) => file);
}
