// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';

/** Exit statuses of `lava`; docs/reference/exit-codes.md is the same table for people, and a test compares the two. */
export const EXIT_CODES = {
  ok: { code: 0, text: 'done; a job that was waited for is Complete and no test case failed' },
  failed: {
    code: 1,
    text: 'the job is Incomplete for a reason of its own (kinds job and test), or a test case failed',
  },
  usage: { code: 2, text: 'the command line is wrong' },
  infrastructure: {
    code: 3,
    text: 'the job is Incomplete because of the lab (kinds infrastructure, configuration and bug)',
  },
  canceled: { code: 4, text: 'the job was canceled' },
  'queue-timeout': { code: 5, text: 'no device came free within the queue timeout of the job' },
  connection: { code: 6, text: 'the server does not answer, or is not a LAVA server' },
  authorization: { code: 7, text: 'the server requires a token, or your account may not do this' },
  refused: {
    code: 8,
    text: 'the server refused: an invalid definition, no such thing, a state that does not allow it',
  },
  bug: { code: 70, text: 'a bug of `lava` or of the server' },
  interrupted: {
    code: 130,
    text: 'Ctrl-C; a job that was followed keeps running, those of `lava ci` are canceled',
  },
} as const;

export type Outcome = keyof typeof EXIT_CODES;

export function exitCode(outcome: Outcome): number {
  return EXIT_CODES[outcome].code;
}

/** How a command that threw ends. */
export function outcomeOfError(error: LavaError): Outcome {
  switch (error.code) {
    case 'server-unreachable':
    case 'database-down':
      return 'connection';
    case 'unauthenticated':
    case 'forbidden':
      return 'authorization';
    case 'bug':
      return 'bug';
    default:
      return 'refused';
  }
}

export interface EndedJob {
  health: string;
  error: { code: string; kind: string } | null;
  results: { fail?: number };
}

/** How a command ends that waited for this job. */
export function outcomeOfJob({ health, error, results }: EndedJob): Outcome {
  if (error?.code === 'queue-timeout') return 'queue-timeout';
  if (health === 'complete') return (results.fail ?? 0) > 0 ? 'failed' : 'ok';
  if (health === 'canceled') return 'canceled';
  return error?.kind === 'job' || error?.kind === 'test' ? 'failed' : 'infrastructure';
}

/** The worst first: what a test says about a change counts more than that the lab failed elsewhere. */
const WORST_FIRST: readonly Outcome[] = [
  'interrupted',
  'failed',
  'canceled',
  'infrastructure',
  'queue-timeout',
  'ok',
];

/** How a command ends that waited for several jobs. */
export function worstOutcome(outcomes: readonly Outcome[]): Outcome {
  return WORST_FIRST.find((each) => outcomes.includes(each)) ?? 'ok';
}

/** For the command line itself: unknown options are commander's, this is for values. */
export class UsageError extends Error {}

export function isLavaError(error: unknown): error is LavaError {
  return error instanceof LavaError;
}
