// SPDX-License-Identifier: Apache-2.0
import type { ResultMessage } from '@lava/protocol/record/record.ts';
import type { Verdict } from '@lava/protocol/record/verdict.ts';
import { linePattern, type Pattern } from '../console/pattern.ts';
import type { OverlayDefinition } from '../overlay/overlay.ts';
import type { JobLog } from '../records/job-log.ts';
import { CaseReporter } from '../results/case-reporter.ts';
import { type CaseResult, caseResult, keyValues } from '../results/case-result.ts';

export interface RunsOptions {
  /** Definitions of this block. */
  definitions: readonly OverlayDefinition[];
  namespace: string;
  level: string;
  log: JobLog;
  /** Which attempt of the block this is, from 1; later ones say so in their results. */
  attempt: number;
}

/** Records at which a case started and ended. */
export type CaseEdges = { starttc?: number; endtc?: number };
type EdgesOf = (id: string) => CaseEdges | undefined;

/** A definition that runs on the device, or has run. */
export class TestRun {
  readonly definition: OverlayDefinition;
  readonly pattern: Pattern | undefined;
  /** Name of the set of which results are now. */
  set: string | undefined;
  /** Numbers of the signals that began and ended it, where helpers count: what is between is its own. */
  from = 0;
  to = Number.POSITIVE_INFINITY;
  /** The signal of its end has come. */
  ended = false;
  /** Some of its signals may be lost: what did not come has not failed for that. */
  uncertain = false;
  readonly #options: RunsOptions;
  readonly #reporter: CaseReporter;
  readonly #started = performance.now();

  constructor(
    definition: OverlayDefinition,
    options: RunsOptions,
    expected = definition.block.expected ?? definition.file.expected,
  ) {
    const { log, namespace } = options;
    const { parse } = definition.file;
    this.definition = definition;
    this.#options = options;
    const suite = { definition: definition.run, namespace, ...this.#attempt };
    this.#reporter = new CaseReporter(log, suite, expected);
    this.pattern = parse?.pattern ? linePattern(parse.pattern) : undefined;
  }

  get name(): string {
    return this.definition.run;
  }

  get #attempt(): { attempt?: number } {
    const { attempt } = this.#options;
    return attempt > 1 ? { attempt } : {};
  }

  /**
   * A result as words of a signal, or as groups of a pattern.
   * @param jump seconds by which the device's clock was set since the last measurement or the start of the run
   */
  report(
    values: string | Readonly<Record<string, string | undefined>>,
    edgesOf: EdgesOf,
    jump?: number,
  ): void {
    const { log } = this.#options;
    const words = typeof values === 'string' ? keyValues(values) : values;
    const checked = caseResult(words, this.definition.file.parse?.fixupdict);
    if (typeof checked === 'string') log.error(`a result is not usable: ${checked}`);
    else {
      const extra = { clock_jump: `the clock of the device was set by ${jump} s` };
      this.#write(checked, { ...edgesOf(checked.id), ...(jump !== undefined && { extra }) });
    }
  }

  reference(text: string, edgesOf: EdgesOf): void {
    const { log } = this.#options;
    const [id, result, reference, ...more] = text.split(' ');
    if (!id || !result || !reference || more.length > 0) {
      log.error(`a test reference has 3 words: id, result, address; found: ${text}`);
      return;
    }
    const checked = caseResult({ test_case_id: id, result }, this.definition.file.parse?.fixupdict);
    if (typeof checked === 'string') log.error(`bad test reference: ${checked}`);
    else this.#write(checked, { reference, ...edgesOf(checked.id) });
  }

  #write({ id, result, odd, ...numbers }: CaseResult, more: Partial<ResultMessage>): void {
    if (odd !== undefined) this.#options.log.warning(`case ${id} has its result, but ${odd}`);
    const set = this.set === undefined ? {} : { set: this.set };
    this.#reporter.report(id, result, { ...set, ...numbers, ...more });
  }

  /**
   * A signal of this run did not arrive whole. It may have been any: a result of each kind, or the end.
   * @param raw what the console showed instead; undefined where that is not known
   */
  corrupted(raw: string | undefined): void {
    this.uncertain = true;
    const extra = { reason: 'a signal did not arrive whole', ...(raw !== undefined && { console: raw }) };
    this.#options.log.result({
      definition: this.name,
      case: 'corrupted',
      result: 'unknown',
      namespace: this.#options.namespace,
      ...this.#attempt,
      extra,
    });
  }

  /** The run is over, with its end or without: expected cases that never came, and the run itself. */
  close(): void {
    this.reportMissing();
    const otherwise = this.uncertain ? 'unknown' : 'fail';
    this.#reportSelf(this.ended ? 'pass' : otherwise);
  }

  reportMissing(): void {
    const result = this.uncertain ? 'unknown' : 'fail';
    this.#reporter.reportMissing(result, { level: this.#options.level });
  }

  #reportSelf(result: Verdict): void {
    const { block, uuid, run, commit } = this.definition;
    this.#options.log.result({
      definition: 'lava',
      case: run,
      result,
      namespace: this.#options.namespace,
      duration: ((performance.now() - this.#started) / 1000).toFixed(2),
      uuid,
      repository: block.from === 'inline' ? 'inline' : block.repository,
      path: block.path,
      revision: (block.from === 'git' && block.revision) || 'unspecified',
      ...(commit !== undefined && { commit_id: commit }),
      ...this.#attempt,
    });
  }
}
