// SPDX-License-Identifier: Apache-2.0
import { JOB_HEALTHS, JOB_STATES } from '../api/jobs.ts';
import { KINDS } from '../error/kind.ts';
import { RESULTS } from '../record/verdict.ts';

/** One word before a colon, and the parameter of the list of jobs that it stands for. */
export interface FilterKey {
  field: string;
  text: string;
  /** The only values there are. */
  words?: readonly string[];
  /** Values that mean another: those that pages show. */
  synonyms?: Readonly<Record<string, string>>;
  /** Takes several values with commas; any of them. */
  many?: true;
  /** The parameter for all but this value: `-by:ann`. */
  not?: string;
  time?: true;
}

/** docs/reference/lists.md has the same table; a test compares the two. */
export const FILTER_KEYS: Readonly<Record<string, FilterKey>> = {
  state: {
    field: 'state',
    text: 'its state',
    words: JOB_STATES,
    synonyms: { queued: 'submitted' },
    many: true,
  },
  health: { field: 'health', text: 'its outcome', words: JOB_HEALTHS, many: true },
  type: { field: 'deviceType', text: 'device type that it asks for', many: true },
  device: { field: 'device', text: 'device that it ran on' },
  by: { field: 'submitter', text: 'its submitter', not: 'notSubmitter' },
  after: { field: 'since', text: 'submitted then or later: 12h, 7d, 2026-11-28', time: true },
  before: { field: 'until', text: 'submitted before', time: true },
  error: { field: 'errorCode', text: 'code of its error' },
  kind: { field: 'errorKind', text: 'whose problem its error is', words: KINDS },
  failure: { field: 'failureTag', text: 'somebody gave it this failure tag' },
  suite: { field: 'suite', text: 'it has this suite; the number in front can be left out' },
  case: { field: 'case', text: 'it has this test case, in that suite' },
  result: { field: 'result', text: 'such a case had this result', words: RESULTS, many: true },
};
