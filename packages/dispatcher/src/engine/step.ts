// SPDX-License-Identifier: Apache-2.0
import type { Cleanup } from '@lava/kit/cleanup.ts';
import type { Progress } from '@lava/kit/progress.ts';
import type { Code } from '@lava/protocol/error/codes.ts';
import type { Block } from '@lava/protocol/job/job.ts';
import type { JobLog } from '../records/job-log.ts';
import type { JobRun } from './job-run.ts';

export type Section = 'deploy' | 'boot' | 'test' | 'command' | 'hold' | 'on-failure' | 'finalize';

export interface ExpectedCases {
  suite: string;
  cases: readonly string[];
}

/** What all kinds of steps may say of themselves. */
interface Common {
  /** Name as dashboards know it, e.g. `http-download`. */
  name: string;
  /** Address of the artefact, for steps that fetch one. */
  url?: string;
  /** What a timeout of this step itself is called; decides whose fault it is. `job-timeout` when absent. */
  timeoutCode?: Code;
  /** Seconds, where neither job nor device says anything; 30 when absent. */
  defaultTimeout?: number;
  /** Keys of the block that are different for this step and its children, e.g. where a method runs another one. */
  block?: Partial<Block>;
  /**
   * Starts in the background what takes long and is not of the device, e.g. a download; called for all steps at the start of
   * the run, after validation. Errors are for `run` to report.
   */
  prepare?: (job: JobRun) => void;
  /** Cases that its tests must report. If it never begins, they are missed. */
  expects?: () => readonly ExpectedCases[];
  /**
   * Checks that need the worker (host tools, files); they run before anything is touched, and throw LavaError.
   */
  validate?: (run: Run) => Promise<void>;
}

/** What a step does; one with children calls `run.children()` itself. */
export type Body = (run: Run) => Promise<void>;

/** A step as a method describes it; `layout` adds level, time and attempts. Made by the functions below. */
export type StepSpec = Common &
  (
    | { kind: 'step'; run: Body; children: readonly StepSpec[] }
    | { kind: 'group'; children: readonly StepSpec[] }
    | { kind: 'retry'; children: readonly StepSpec[]; run?: Body }
    | { kind: 'absorbed'; children: readonly StepSpec[]; by: string }
    | { kind: 'unwritten'; children: readonly StepSpec[]; retry: boolean }
  );

type More = Partial<Omit<Common, 'name'>>;

/** A step that does something itself. */
export function step(
  name: string,
  run: Body,
  { children = [], ...more }: More & { children?: readonly StepSpec[] } = {},
): StepSpec {
  return { kind: 'step', name, run, children, ...more };
}

/** Runs its children in order. */
export function group(name: string, children: readonly StepSpec[], more: More = {}): StepSpec {
  return { kind: 'group', name, children, ...more };
}

/**
 * Runs its children in order, and again as often as the block's `failure_retry` or `repeat` says.
 * @param run what one attempt does, where it is more than its children
 */
export function retry(
  name: string,
  children: readonly StepSpec[],
  more: More & { run?: Body } = {},
): StepSpec {
  return { kind: 'retry', name, children, ...more };
}

/**
 * A step that has a place in the plan, since dashboards know its name, but nothing to do.
 * @param by where its work is done, or why there is none
 */
export function absorbed(name: string, by: string): StepSpec {
  return { kind: 'absorbed', name, by, children: [] };
}

/** A step that this version can plan, but not run: a job that has one is refused before anything is touched. */
export function unwritten(
  name: string,
  {
    children = [],
    retry: again = false,
    ...more
  }: More & { children?: readonly StepSpec[]; retry?: boolean } = {},
): StepSpec {
  return { kind: 'unwritten', name, children, retry: again, ...more };
}

/** Is it tried as often as the block says? */
export function hasAttempts(spec: StepSpec): boolean {
  return spec.kind === 'retry' || (spec.kind === 'unwritten' && spec.retry);
}

/** A node of the plan. */
export interface Step {
  spec: StepSpec;
  name: string;
  /** `1.3.2`: position in the tree. */
  level: string;
  section: Section;
  namespace: string;
  /** Seconds for the whole step, and for one wait on its connection. */
  timeout: number;
  connectionTimeout: number;
  /** Seconds for any wait on the console, where the job limits those of this step. */
  waitLimit: number | undefined;
  /** Seconds for the answer to something that was typed, where job or device limit it. */
  answerLimit: number | undefined;
  /** Attempts of a retry step; 1 for all others. */
  maxRetries: number;
  /** Run `maxRetries` times whatever happens, instead of until the first success. */
  repeat: boolean;
  /** Seconds between attempts. */
  retryInterval: number;
  /** A root step whose timeout is not an error: the job continues with the next block. */
  skipOnTimeout: boolean;
  children: Step[];
}

/** Where a step runs: under whose deadline, and into whose cleanup its resources go. */
export interface Scope {
  job: JobRun;
  progress: Progress;
  cleanup: Cleanup;
  /** Which attempt of the innermost retry step around it, from 1. */
  attempt?: number;
}

/** Is it of a block of the job? The others are what a job does after its last block. */
export function isOfBlock({ section }: Step): boolean {
  return section !== 'finalize' && section !== 'on-failure';
}

/** A step while it runs. */
export interface Run {
  /** Deadline and cancel signal of this step. */
  progress: Progress;
  step: Step;
  job: JobRun;
  log: JobLog;
  /** Which attempt of the innermost retry step around it, from 1. */
  attempt: number;
  /** Undone when the enclosing attempt fails or the job ends. */
  cleanup: Cleanup;
  /** Runs the step's children in order; only for steps with a `run` of their own. */
  children(): Promise<void>;
  /** Adds to the `extra` of the step's line in suite `lava`; a step without any has no line, unless it fails. */
  result(extra: Record<string, unknown>): void;
}
