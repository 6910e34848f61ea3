// SPDX-License-Identifier: Apache-2.0
import { relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import { keepTimes, ledgerLines, readBudgets, type Time } from './ledger.ts';

/** Ends a run's output with its time ledger and with every test that was skipped. */
export class LedgerReporter implements Reporter {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const times = modules.map((module): Time => {
      const { duration, setupDuration, collectDuration, prepareDuration } = module.diagnostic();
      return {
        file: relative(this.#root, module.moduleId),
        lane: module.project.name,
        seconds: (duration + setupDuration + collectDuration + prepareDuration) / 1000,
      };
    });
    keepTimes(this.#root, times);
    const skipped = modules.flatMap((module) =>
      [...module.children.allTests('skipped')].map((test) => {
        const result = test.result();
        return {
          file: relative(this.#root, module.moduleId),
          name: test.fullName,
          note: result?.state === 'skipped' ? result.note : undefined,
        };
      }),
    );
    const lines = [
      ...ledgerLines(times, readBudgets()),
      `Skipped tests: ${skipped.length}`,
      ...skipped.map(({ file, name, note }) => `  ${file}: ${name}${note ? ` (${note})` : ''}`),
    ];
    process.stdout.write(`\n${lines.join('\n')}\n`);
  }
}
