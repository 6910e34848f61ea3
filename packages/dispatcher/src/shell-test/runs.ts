// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Pattern } from '../console/pattern.ts';
import { DeviceClock } from './device-clock.ts';
import { SignalLedger } from './ledger.ts';
import { type CaseEdges, type RunsOptions, TestRun } from './test-run.ts';

/** What the signals of one test block mean: which definition runs, its cases, their results. */
export class TestRuns {
  /** Which signals have arrived. */
  readonly ledger = new SignalLedger();
  readonly clock = new DeviceClock();
  readonly #options: RunsOptions;
  readonly #done = new Set<string>();
  /** By the id of the case. */
  readonly #cases = new Map<string, CaseEdges>();
  #current: TestRun | undefined;
  /** Runs that are over while signals are missing: what these are is asked for at the end. */
  readonly #open: TestRun[] = [];
  /** Reports that came while no run was known to be running: the signal of a start may be lost. */
  #early: { what: string; report: (run: TestRun) => void }[] = [];
  #strays = 0;
  /** Number of the signal that is being handled, and of the last end of a run. */
  #number = 0;
  #lastEnd = 0;
  /** By how many seconds the device's clock was set before that signal; what it measured may be wrong. */
  #jump: number | undefined;

  constructor(options: RunsOptions) {
    this.#options = options;
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
      .filter((run) => !this.#done.has(run) && run !== this.#current?.name);
  }

  /** Reports that belong to no run. */
  get strays(): number {
    return this.#strays;
  }

  /** The number of the signal whose meaning comes next, and by how much the device's clock was set before it. */
  at(number: number | undefined, jump?: number): void {
    this.#jump = jump;
    if (number !== undefined) this.#number = number;
  }

  start(run: string): void {
    this.#leave();
    this.concludeLost(run);
    this.#dropEarly();
    this.#current = this.#begin(run);
    if (!this.#current) this.#options.log.error(`a run ${run} has started that is none of this block`);
  }

  end(run: string): void {
    if (this.#current?.name !== run && !this.#recover(run)) return;
    if (this.#current) this.#current.ended = true;
    this.#leave();
  }

  #begin(name: string): TestRun | undefined {
    const definition = this.#options.definitions.find(({ run }) => run === name);
    if (!definition) return undefined;
    const run = new TestRun(definition, this.#options);
    run.from = this.#lastEnd;
    return run;
  }

  /** The running definition is over, perhaps without its end. */
  #leave(): void {
    const current = this.#current;
    if (!current) return;
    this.#current = undefined;
    this.#done.add(current.name);
    current.to = this.#number;
    this.#lastEnd = this.#number;
    if (this.ledger.hasGaps || this.#open.length > 0) this.#open.push(current);
    else current.close();
  }

  /** The end names a run whose start never came: what was reported since the run before it is its own. */
  #recover(run: string): boolean {
    const { log } = this.#options;
    const current = this.#current?.name;
    if (current !== undefined || !this.unstarted.includes(run)) {
      log.error(`the end of run ${run} came, but ${current ?? 'no run'} is running`);
      return false;
    }
    this.#adopt(run, 'its end arrived');
    return true;
  }

  /**
   * Definitions run in their order: when one starts, what was reported before belongs to the one that is missing.
   * @param next the one that starts; absent when the runner has ended
   */
  concludeLost(next?: string): void {
    if (this.#early.length === 0) return;
    const names = this.#options.definitions.map(({ run }) => run);
    const end = next === undefined ? names.length : names.indexOf(next);
    const begin = names.findLastIndex((name) => this.#done.has(name)) + 1;
    const lost = names.slice(begin, Math.max(begin, end));
    if (lost.length !== 1 || lost[0] === undefined) return;
    this.#adopt(lost[0], 'it is the one that was next');
    // Its end is lost as well.
    if (this.#current) this.#current.uncertain = true;
    this.#leave();
  }

  #adopt(name: string, why: string): void {
    this.#options.log.warning(`the signal for the start of run ${name} is lost; ${why}`);
    const run = this.#begin(name);
    this.#current = run;
    const early = this.#early;
    this.#early = [];
    for (const { report } of early) if (run) report(run);
  }

  #dropEarly(): void {
    for (const { what } of this.#early)
      this.#options.log.error(`${what} came outside of a test run; the signal of its start may be lost`);
    this.#strays += this.#early.length;
    this.#early = [];
  }

  /** At the end of the block: what never came is known now. Cases of definitions that never ran are missing too. */
  finish(): void {
    this.concludeLost();
    this.#leave();
    this.#dropEarly();
    this.#closeOpen();
    for (const definition of this.#options.definitions) {
      if (this.#done.has(definition.run)) continue;
      this.#done.add(definition.run);
      // Those that the definition itself names are unknown to the job.
      new TestRun(definition, this.#options, definition.block.expected ?? []).reportMissing();
    }
  }

  #closeOpen(): void {
    const raw = [...this.ledger.raw];
    for (const number of this.#open.length > 0 ? this.ledger.missing() : [])
      this.#openAt(number)?.corrupted(raw.shift());
    for (const run of this.#open.splice(0)) run.close();
  }

  #openAt(number: number): TestRun | undefined {
    return this.#open.find(({ from, to }) => from < number && number <= to) ?? this.#open.at(-1);
  }

  /** A signal that nobody can read, where helpers do not count them: it is recorded as what it was. */
  corrupted(raw: string): void {
    this.#inRun('a signal that did not arrive whole', (run) => run.corrupted(raw));
  }

  markCase(id: string, edge: 'starttc' | 'endtc'): void {
    this.#cases.set(id, { ...this.#cases.get(id), [edge]: this.#options.log.next - 1 });
  }

  testCase(text: string): void {
    const jump = this.#jump;
    this.#inRun('a result', (run) => run.report(text, this.#edgesOf, jump));
  }

  /** A line of the test's own that its definition says is a result. */
  matched(groups: Readonly<Record<string, string | undefined>>): void {
    // Not a name but a piece of a sentence.
    if (groups.test_case_id?.includes(' ')) return;
    this.#inRun('a result', (run) => run.report(groups, this.#edgesOf));
  }

  reference(text: string): void {
    this.#inRun('a test reference', (run) => run.reference(text, this.#edgesOf));
  }

  readonly #edgesOf = (id: string): CaseEdges | undefined => {
    const edges = this.#cases.get(id);
    this.#cases.delete(id);
    return edges;
  };

  /** @throws LavaError `test-protocol` for a set without a name */
  testSet(text: string): void {
    const [word, ...name] = text.trim().split(' ');
    if (word !== 'STOP' && (word !== 'START' || name.length === 0))
      throw new LavaError('test-protocol', `a test set has a name: lava-test-set start NAME; found: ${text}`);
    this.#inRun('a test set', (run) => {
      run.set = word === 'STOP' ? undefined : name.join(' ');
    });
  }

  /** Now, or when the end of the run that it belongs to comes; of a run that is over, when it was sent again. */
  #inRun(what: string, report: (run: TestRun) => void): void {
    const past = this.#number > 0 && this.#number <= this.#lastEnd ? this.#openAt(this.#number) : undefined;
    const run = past ?? this.#current;
    if (run) report(run);
    else if (this.#early.length < MOST_EARLY) this.#early.push({ what, report });
    else this.#strays += 1;
  }

  /** The end of a run was sent again: it had none before. */
  endAgain(name: string): void {
    const run = [...this.#open, this.#current].find((each) => each?.name === name);
    if (run) run.ended = true;
    else this.#options.log.debug(`the end of run ${name} was sent again, which is known`);
  }
}

/** Reports that are kept until the end of their run tells whose they are. */
const MOST_EARLY = 10_000;
