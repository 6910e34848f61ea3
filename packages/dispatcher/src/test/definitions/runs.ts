// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { ResultMessage, Verdict } from '@lava/protocol/record/record.ts';
import { linePattern, type Pattern } from '../../console/pattern.ts';
import type { OverlayDefinition } from '../../overlay/overlay.ts';
import type { JobLog } from '../../records/job-log.ts';
import { type CaseResult, caseResult, keyValues } from '../../results/case-result.ts';

export interface RunsOptions {
  /** Definitions of this block. */
  definitions: readonly OverlayDefinition[];
  namespace: string;
  level: string;
  log: JobLog;
}

/** A definition that is running on the device. */
interface TestRun {
  definition: OverlayDefinition;
  started: number;
  set: string | undefined;
  seen: Set<string>;
  pattern: Pattern | undefined;
  fixup: Record<string, Verdict> | null | undefined;
  /** Missing when the definition names no cases. */
  expected: readonly string[] | undefined;
}

/** What the signals of one test block mean: which definition runs, its cases, their results. */
export class TestRuns {
  readonly #options: RunsOptions;
  readonly #done = new Set<string>();
  /** Records at which cases started and ended, by id. */
  readonly #cases = new Map<string, { starttc?: number; endtc?: number }>();
  #current: TestRun | undefined;

  constructor(options: RunsOptions) {
    this.#options = options;
  }

  /** By which lines of the test itself are results, while a definition runs that says so. */
  get pattern(): Pattern | undefined {
    return this.#current?.pattern;
  }

  /** Names of the definitions that have not begun yet. */
  get unstarted(): string[] {
    const { definitions } = this.#options;
    return definitions
      .map(({ run }) => run)
      .filter((run) => !this.#done.has(run) && run !== this.#current?.definition.run);
  }

  start(run: string): void {
    this.abandon();
    const definition = this.#options.definitions.find((each) => each.run === run);
    if (!definition) {
      this.#options.log.error(`a run ${run} has started that is none of this block`);
      return;
    }
    const { parse, expected } = definition.file;
    this.#current = {
      definition,
      started: performance.now(),
      set: undefined,
      seen: new Set(),
      pattern: parse?.pattern ? linePattern(parse.pattern) : undefined,
      fixup: parse?.fixupdict,
      expected: definition.block.expected ?? expected ?? undefined,
    };
  }

  end(run: string): void {
    const current = this.#current;
    if (current?.definition.run !== run) {
      this.#options.log.error(
        `the end of run ${run} came, but ${current ? current.definition.run : 'no run'} is running`,
      );
      return;
    }
    this.#current = undefined;
    this.#reportMissing(current.definition, current.expected, current.seen);
    this.#reportRun(current, 'pass');
  }

  /** The running definition never came to its end. */
  abandon(): void {
    const current = this.#current;
    if (!current) return;
    this.#current = undefined;
    this.#reportMissing(current.definition, current.expected, current.seen);
    this.#reportRun(current, 'fail');
  }

  /** At the end of the block: cases of definitions that never ran are missing too. */
  finish(): void {
    this.abandon();
    for (const definition of this.#options.definitions) {
      if (this.#done.has(definition.run)) continue;
      this.#reportMissing(definition, definition.block.expected, new Set());
    }
  }

  markCase(id: string, edge: 'starttc' | 'endtc'): void {
    this.#cases.set(id, { ...this.#cases.get(id), [edge]: this.#options.log.next - 1 });
  }

  /** @throws LavaError `test-protocol` outside of a run */
  testCase(text: string): void {
    this.#report(keyValues(text));
  }

  /** A line of the test's own that its definition says is a result. */
  matched(groups: Record<string, string | undefined>): void {
    // Not a name but a piece of a sentence.
    if (groups.test_case_id?.includes(' ')) return;
    this.#report(groups);
  }

  /** @throws LavaError `test-protocol` outside of a run */
  reference(text: string): void {
    const current = this.#running('a test reference');
    const [id, result, reference, ...more] = text.split(' ');
    if (!id || !result || !reference || more.length > 0) {
      this.#options.log.error(`a test reference has 3 words: id, result, address; found: ${text}`);
      return;
    }
    const checked = caseResult({ test_case_id: id, result }, current.fixup);
    if (typeof checked === 'string') this.#options.log.error(`bad test reference: ${checked}`);
    else this.#write(current, checked, { reference });
  }

  /** @throws LavaError `test-protocol` outside of a run, and for a set without a name */
  testSet(text: string): void {
    const current = this.#running('a test set');
    const [word, ...name] = text.trim().split(' ');
    if (word === 'STOP') {
      current.set = undefined;
      return;
    }
    if (word !== 'START' || name.length === 0)
      throw new LavaError('test-protocol', `a test set has a name: lava-test-set start NAME; found: ${text}`);
    current.set = name.join(' ');
  }

  #report(values: Record<string, string | undefined>): void {
    const current = this.#running('a result');
    const checked = caseResult(values, current.fixup);
    if (typeof checked === 'string') this.#options.log.error(`a result is not usable: ${checked}`);
    else this.#write(current, checked, {});
  }

  #write(current: TestRun, { id, result, ...numbers }: CaseResult, more: Partial<ResultMessage>): void {
    current.seen.add(id);
    const unexpected = current.expected !== undefined && !current.expected.includes(id);
    if (unexpected)
      this.#options.log.warning(`case ${id} is not among the expected ones, so it counts as failed`);
    this.#options.log.result({
      definition: current.definition.run,
      case: id,
      result: unexpected ? 'fail' : result,
      namespace: this.#options.namespace,
      ...(current.set !== undefined && { set: current.set }),
      ...numbers,
      ...more,
      ...this.#cases.get(id),
    });
    this.#cases.delete(id);
  }

  #reportMissing(
    definition: OverlayDefinition,
    expected: readonly string[] | null | undefined,
    seen: ReadonlySet<string>,
  ): void {
    this.#done.add(definition.run);
    for (const id of (expected ?? []).filter((each) => !seen.has(each)))
      this.#options.log.result({
        definition: definition.run,
        case: id,
        result: 'fail',
        namespace: this.#options.namespace,
        level: this.#options.level,
        extra: { reason: 'expected, but no result came' },
      });
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
    });
  }

  #running(what: string): TestRun {
    if (this.#current) return this.#current;
    throw new LavaError(
      'test-protocol',
      `${what} came before the start of a test run; the signal of the start may be lost`,
    );
  }
}
