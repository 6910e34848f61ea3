// SPDX-License-Identifier: Apache-2.0
import { relative } from 'node:path';
import type {
  Reporter,
  SerializedError,
  TestCase,
  TestModule,
  TestSpecification,
  TestSuite,
  Vitest,
} from 'vitest/node';
import { type Failure, failureLine, failureLines } from './failures.ts';
import { keepTimes, ledgerLines, readBudgets, type Time } from './ledger.ts';
import { keepEnded, keepPlanned } from './progress.ts';
import { keepOutcome } from './second-run.ts';
import type { SkippedTest } from './skips.ts';

/**
 * Ends the output of a run with its time ledger, every skipped test, and what failed. With `LAVA_TEST_REQUIRE=all`, as in
 * CI, a skipped test that applies to this machine is a failure.
 */
export class LedgerReporter implements Reporter {
  readonly #root: string;
  #partial = false;

  constructor(root: string) {
    this.#root = root;
  }

  onInit(vitest: Vitest): void {
    // Tests that `-t` leaves out count as skipped.
    this.#partial = vitest.config.testNamePattern !== undefined;
  }

  onTestRunStart(specs: readonly TestSpecification[]): void {
    keepPlanned(
      this.#root,
      specs.map((spec) => relative(this.#root, spec.moduleId)),
    );
  }

  onTestModuleEnd(module: TestModule): void {
    keepEnded(this.#root, this.#fileOf(module), this.#failedIn(module).map(failureLine));
  }

  async onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): Promise<void> {
    if (modules.length === 0) return;
    const times = modules.map((module) => this.#timeOf(module));
    if (process.env.LAVA_TEST_AGAIN === undefined) keepTimes(this.#root, times);
    print(ledgerLines(times, readBudgets()));
    const skips = await this.#tellSkipped(modules);
    const failed = modules.flatMap((module) =>
      this.#failedIn(module).map((failure) => ({ failure, lane: module.project.name })),
    );
    const outside = unhandled.map(({ message }) => ({ file: 'outside of any test', message }));
    print(failureLines([...failed.map(({ failure }) => failure), ...outside]));
    keepOutcome(this.#root, {
      failed: failed.map(({ failure, lane }) => ({ file: failure.file, lane, line: failureLine(failure) })),
      others: outside.length + skips,
    });
  }

  /** @returns how many skipped tests count as failures */
  async #tellSkipped(modules: readonly TestModule[]): Promise<number> {
    const skipped = this.#partial ? [] : modules.flatMap((module) => this.#skippedIn(module));
    if (skipped.length === 0) return 0;
    // Finds out what this machine can do, which takes a while.
    const { judgeSkips } = await import('./skips.ts');
    const skips = judgeSkips(skipped);
    print(skips.lines);
    if (process.env.LAVA_TEST_REQUIRE !== 'all' || skips.faults === 0) return 0;
    print([`FAIL: LAVA_TEST_REQUIRE=all, and ${skips.faults} tests were skipped`]);
    process.exitCode = 1;
    return skips.faults;
  }

  #timeOf(module: TestModule): Time {
    const { duration, setupDuration, collectDuration, prepareDuration } = module.diagnostic();
    return {
      file: this.#fileOf(module),
      lane: module.project.name,
      seconds: (duration + setupDuration + collectDuration + prepareDuration) / 1000,
    };
  }

  /** A hook that failed fails its suite, or the file. */
  #failedIn(module: TestModule): Failure[] {
    const file = this.#fileOf(module);
    const of = (name: string | undefined, errors: readonly SerializedError[]) =>
      errors.slice(0, 1).map(({ message }) => ({ file, name, message }));
    return [
      ...of(undefined, module.errors()),
      ...[...module.children.allSuites()].flatMap((suite) => of(suite.fullName, suite.errors())),
      ...[...module.children.allTests('failed')].flatMap((test) =>
        of(test.fullName, test.result().errors ?? []),
      ),
    ];
  }

  #fileOf(module: TestModule): string {
    return relative(this.#root, module.moduleId);
  }

  #skippedIn(module: TestModule): SkippedTest[] {
    const file = this.#fileOf(module);
    return [...module.children.allTests('skipped')].filter(isSkippedByItself).map((test) => {
      const result = test.result();
      return { file, name: test.fullName, note: result?.state === 'skipped' ? result.note : undefined };
    });
  }
}

/** Those after a hook that failed did not run either; it is the hook that failed. */
function isSkippedByItself({ parent }: TestCase): boolean {
  for (let at: TestSuite | TestModule = parent; ; at = at.parent) {
    if (at.errors().length > 0) return false;
    if (at.type === 'module') return true;
  }
}

function print(lines: string[]): void {
  if (lines.length === 0) return;
  process.stdout.write(`\n${lines.join('\n')}\n`);
}
