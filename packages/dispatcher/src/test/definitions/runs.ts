// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { ResultMessage } from '@lava/protocol/record/record.ts';
import type { Verdict } from '@lava/protocol/record/verdict.ts';
import { linePattern, type Pattern } from '../../console/pattern.ts';
import type { OverlayDefinition } from '../../overlay/overlay.ts';
import type { JobLog } from '../../records/job-log.ts';
import { CaseReporter } from '../../results/case-reporter.ts';
import { type CaseResult, caseResult, keyValues } from '../../results/case-result.ts';

export interface RunsOptions {
  /** Definitions of this block. */
  definitions: readonly OverlayDefinition[];
  namespace: string;
  level: string;
  log: JobLog;
  /** Which attempt of the block this is, from 1; later ones say so in their results. */
  attempt: number;
}

/** A definition that is running on the device. */
interface TestRun {
  definition: OverlayDefinition;
  started: number;
  set: string | undefined;
  reporter: CaseReporter;
  pattern: Pattern | undefined;
  fixup: Record<string, Verdict> | null | undefined;
}

/** What the signals of one test block mean: which definition runs, its cases, their results. */
export class TestRuns {
  readonly #options: RunsOptions;
  readonly #done = new Set<string>();
  /** Records at which cases started and ended, by id. */
  readonly #cases = new Map<string, { starttc?: number; endtc?: number }>();
  #current: TestRun | undefined;
  /** Reports that came while no run was known to be running: the signal of a start may be lost. */
  #early: { what: string; report: () => void }[] = [];
  #strays = 0;

  constructor(options: RunsOptions) {
    this.#options = options;
  }

  get #attempt(): { attempt?: number } {
    const { attempt } = this.#options;
    return attempt > 1 ? { attempt } : {};
  }

  /** By which lines of the test itself are results, while a definition runs that says so. */
  get pattern(): Pattern | undefined {
    return this.#current?.pattern;
  }

  get running(): boolean {
    return this.#current !== undefined;
  }

  /** Names of the definitions that have not begun yet. */
  get unstarted(): string[] {
    const { definitions } = this.#options;
    return definitions
      .map(({ run }) => run)
      .filter((run) => !this.#done.has(run) && run !== this.#current?.definition.run);
  }

  /** Reports that belong to no run. */
  get strays(): number {
    return this.#strays;
  }

  start(run: string): void {
    this.abandon();
    this.#dropEarly();
    const definition = this.#options.definitions.find((each) => each.run === run);
    if (!definition) {
      this.#options.log.error(`a run ${run} has started that is none of this block`);
      return;
    }
    this.#current = this.#begin(definition);
  }

  end(run: string): void {
    if (this.#current?.definition.run !== run && !this.#recover(run)) return;
    const current = this.#current;
    if (!current) return;
    this.#current = undefined;
    this.#reportMissing(current);
    this.#reportRun(current, 'pass');
  }

  #begin(
    definition: OverlayDefinition,
    expected = definition.block.expected ?? definition.file.expected,
  ): TestRun {
    const { parse } = definition.file;
    const { log, namespace } = this.#options;
    const suite = { definition: definition.run, namespace, ...this.#attempt };
    return {
      definition,
      started: performance.now(),
      set: undefined,
      reporter: new CaseReporter(log, suite, expected),
      pattern: parse?.pattern ? linePattern(parse.pattern) : undefined,
      fixup: parse?.fixupdict,
    };
  }

  /** The end names a run whose start never came: what was reported since the run before it is its own. */
  #recover(run: string): boolean {
    const { log, definitions } = this.#options;
    const current = this.#current?.definition.run;
    const definition = definitions.find((each) => each.run === run && !this.#done.has(run));
    if (!definition || current !== undefined) {
      log.error(`the end of run ${run} came, but ${current ?? 'no run'} is running`);
      return false;
    }
    log.warning(`the signal for the start of run ${run} is lost; its end arrived`);
    this.#current = this.#begin(definition);
    const early = this.#early;
    this.#early = [];
    for (const { report } of early) report();
    return true;
  }

  #dropEarly(): void {
    for (const { what } of this.#early)
      this.#options.log.error(`${what} came outside of a test run; the signal of its start may be lost`);
    this.#strays += this.#early.length;
    this.#early = [];
  }

  /** The running definition never came to its end. */
  abandon(): void {
    const current = this.#current;
    if (!current) return;
    this.#current = undefined;
    this.#reportMissing(current);
    this.#reportRun(current, 'fail');
  }

  /** At the end of the block: cases of definitions that never ran are missing too. */
  finish(): void {
    this.abandon();
    this.#dropEarly();
    for (const definition of this.#options.definitions) {
      if (this.#done.has(definition.run)) continue;
      // Those that the definition itself names are unknown to the job.
      this.#reportMissing(this.#begin(definition, definition.block.expected ?? []));
    }
  }

  markCase(id: string, edge: 'starttc' | 'endtc'): void {
    this.#cases.set(id, { ...this.#cases.get(id), [edge]: this.#options.log.next - 1 });
  }

  testCase(text: string): void {
    this.#inRun('a result', (current) => this.#report(current, keyValues(text)));
  }

  /** A line of the test's own that its definition says is a result. */
  matched(groups: Readonly<Record<string, string | undefined>>): void {
    // Not a name but a piece of a sentence.
    if (groups.test_case_id?.includes(' ')) return;
    this.#inRun('a result', (current) => this.#report(current, groups));
  }

  reference(text: string): void {
    this.#inRun('a test reference', (current) => this.#reference(current, text));
  }

  /** @throws LavaError `test-protocol` for a set without a name */
  testSet(text: string): void {
    const [word, ...name] = text.trim().split(' ');
    if (word !== 'STOP' && (word !== 'START' || name.length === 0))
      throw new LavaError('test-protocol', `a test set has a name: lava-test-set start NAME; found: ${text}`);
    this.#inRun('a test set', (current) => {
      current.set = word === 'STOP' ? undefined : name.join(' ');
    });
  }

  /** Now, or when the end of the run that it belongs to comes. */
  #inRun(what: string, report: (current: TestRun) => void): void {
    const current = this.#current;
    if (current) report(current);
    else if (this.#early.length < MOST_EARLY)
      this.#early.push({ what, report: () => this.#current && report(this.#current) });
    else this.#strays += 1;
  }

  #reference(current: TestRun, text: string): void {
    const [id, result, reference, ...more] = text.split(' ');
    if (!id || !result || !reference || more.length > 0) {
      this.#options.log.error(`a test reference has 3 words: id, result, address; found: ${text}`);
      return;
    }
    const checked = caseResult({ test_case_id: id, result }, current.fixup);
    if (typeof checked === 'string') this.#options.log.error(`bad test reference: ${checked}`);
    else this.#write(current, checked, { reference });
  }

  #report(current: TestRun, values: Readonly<Record<string, string | undefined>>): void {
    const checked = caseResult(values, current.fixup);
    if (typeof checked === 'string') this.#options.log.error(`a result is not usable: ${checked}`);
    else this.#write(current, checked, {});
  }

  #write(current: TestRun, { id, result, ...numbers }: CaseResult, more: Partial<ResultMessage>): void {
    current.reporter.report(id, result, {
      ...(current.set !== undefined && { set: current.set }),
      ...numbers,
      ...more,
      ...this.#cases.get(id),
    });
    this.#cases.delete(id);
  }

  #reportMissing({ definition, reporter }: TestRun): void {
    this.#done.add(definition.run);
    reporter.reportMissing({ level: this.#options.level });
  }

  #reportRun({ definition, started }: TestRun, result: Verdict): void {
    const { block, uuid, run, commit } = definition;
    this.#options.log.result({
      definition: 'lava',
      case: run,
      result,
      namespace: this.#options.namespace,
      duration: ((performance.now() - started) / 1000).toFixed(2),
      uuid,
      repository: block.from === 'inline' ? 'inline' : block.repository,
      path: block.path,
      revision: (block.from === 'git' && block.revision) || 'unspecified',
      ...(commit !== undefined && { commit_id: commit }),
      ...this.#attempt,
    });
  }
}

/** Reports that are kept until the end of their run tells whose they are. */
const MOST_EARLY = 10_000;
