// SPDX-License-Identifier: Apache-2.0
import type { JobRecord, JobStatus, ResultMessage } from './record.ts';

/** A step as a page shows it. Times are milliseconds since the epoch, durations seconds. */
export interface StepView {
  level: string;
  name: string;
  /** Record that says the step starts; later attempts of a retried step replace it. */
  record: number;
  /** Record that says how it ended. */
  end: number | undefined;
  started: number;
  timeout: number | undefined;
  duration: number | undefined;
  ok: boolean | undefined;
  /** How often it was started. */
  attempts: number;
}

export interface ResultView extends ResultMessage {
  record: number;
}

/** What the records seen so far say, without the text lines. */
export interface JobView {
  /** Number of the next record. */
  next: number;
  /** By level, in the order of first start. */
  steps: Map<string, StepView>;
  results: ResultView[];
  status: JobStatus | undefined;
}

export function emptyView(): JobView {
  return { next: 0, steps: new Map(), results: [], status: undefined };
}

/** Adds record number `view.next`. The same reducer builds the page in the browser, the CLI and the server. */
export function addRecord(view: JobView, record: JobRecord): void {
  const seq = view.next++;
  if (record.step) {
    addStep(view, seq, record);
  } else if (record.lvl === 'results' && typeof record.msg !== 'string') {
    view.results.push({ ...record.msg, record: seq });
  }
  if (record.status) view.status = record.status;
}

function addStep(view: JobView, seq: number, { dt, step }: JobRecord): void {
  if (!step) return;
  const known = view.steps.get(step.level);
  if (step.event === 'end') {
    if (known) Object.assign(known, { duration: step.duration, ok: step.ok, end: seq });
    return;
  }
  view.steps.set(step.level, {
    level: step.level,
    name: step.name,
    record: seq,
    end: undefined,
    started: Date.parse(dt),
    timeout: step.timeout,
    duration: undefined,
    ok: undefined,
    attempts: (known?.attempts ?? 0) + 1,
  });
}
