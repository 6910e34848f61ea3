// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { MAX_TIMEOUT } from '../job/timeout.ts';

/**
 * What is wanted of the board that a job holds for a person: all of it, each time. It may come twice, late, or after a restart
 * of anybody: who gets it does what is missing.
 */

const Seconds = z.number().min(0).max(MAX_TIMEOUT);

const Wanted = {
  /** Grows with each change; what has the same number says the same. */
  number: z.int().nonnegative(),
  /** The hold ends when nobody has typed for so long, seconds; it does not matter when absent. */
  idle: Seconds.optional(),
  /** The last switch of the power that was asked for; `number` counts them. */
  power: z.object({ number: z.int().positive(), to: z.enum(['on', 'off', 'reset']) }).optional(),
  /** Why the hold is to end now. */
  end: z.string().max(1_000).optional(),
};

/** Server to worker. */
export const Wish = z.object({
  type: z.literal('wish'),
  job: z.int().positive(),
  /** What is left when this is sent, seconds: the clocks of two machines differ. */
  wish: z.object({ ...Wanted, seconds: Seconds }),
});
export type Wish = z.infer<typeof Wish>;

/** Worker to server: the job holds its board. Said until the server has said what is wanted. */
export const Holding = z.object({
  type: z.literal('holding'),
  job: z.int().positive(),
  /** For how long it does already, and for how long it will where nobody says otherwise, seconds. */
  since: Seconds,
  asked: Seconds,
  /** After a failure, and not because its definition has a hold. */
  failed: z.boolean().optional(),
});
export type Holding = z.infer<typeof Holding>;

/** What the dispatcher writes for the worker when the hold begins; `began` is by the clock of the machine, seconds. */
export const HOLD_FILE = 'hold.json';
export const HoldFile = z.object({
  began: z.number().nonnegative(),
  asked: Seconds,
  failed: z.boolean().optional(),
});

/** What the worker writes for the dispatcher, and the dispatcher watches: a file of the job's directory. */
export const WISH_FILE = 'wish.json';
/** `until` is by the clock of the machine, seconds. */
export const WishFile = z.object({ ...Wanted, until: z.number() });
export type WishFile = z.infer<typeof WishFile>;

/** What was asked for while the job runs: `number` grows with each change; for 0 seconds nothing is held. */
const AskedHold = z.object({ number: z.int().positive(), seconds: Seconds });
export type AskedHold = z.infer<typeof AskedHold>;

/** Server to worker: whether, and for how long, the job holds its board if it fails, whatever its definition says. */
export const FailureHold = z.object({
  type: z.literal('failure-hold'),
  job: z.int().positive(),
  hold: AskedHold,
});
export type FailureHold = z.infer<typeof FailureHold>;

/** What the worker writes for the dispatcher, which reads it when the job has failed: a file of the job's directory. */
export const FAILURE_HOLD_FILE = 'failure-hold.json';
export const FailureHoldFile = AskedHold;
