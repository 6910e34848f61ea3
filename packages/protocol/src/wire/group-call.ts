// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

/**
 * What a job of a MultiNode group asks of the others. Each may be asked again and again until its answer comes: it counts
 * once. A call waits at the server, an answer at the worker, so either may be restarted.
 */

/** A message's name: a word on the console. */
const MessageName = z.string().regex(/^[^\s<>\p{Cc}]{1,200}$/u);
/** Neither may end a line, or the words of the console. */
const Key = z.string().regex(/^[^\s<>=\p{Cc}]{1,200}$/u);
const Value = z.string().regex(/^[^<>\p{Cc}]{0,2000}$/u);

/** Most pairs of one message of a job. */
export const MAX_PAIRS = 100;
export const Pairs = z.record(Key, Value).refine((pairs) => Object.keys(pairs).length <= MAX_PAIRS);
export type Pairs = z.infer<typeof Pairs>;

export const GroupCall = z.discriminatedUnion('call', [
  /** Pairs of a second message of the name are added to those of the first. */
  z.object({ call: z.literal('send'), name: MessageName, pairs: Pairs }),
  /** Until any job has sent it. */
  z.object({ call: z.literal('wait'), name: MessageName }),
  /** Until all others have, or all others of the role. */
  z.object({ call: z.literal('wait-all'), name: MessageName, role: z.string().max(200).optional() }),
  /** Until all have come for the n-th time. */
  z.object({ call: z.literal('sync'), name: MessageName, times: z.int().min(1).max(1_000_000) }),
]);
export type GroupCall = z.infer<typeof GroupCall>;

/** By the number of the job that sent them. */
export const GroupAnswer = z.union([
  z.object({ messages: z.record(z.string(), Pairs) }),
  z.object({ refused: z.string() }),
]);
export type GroupAnswer = z.infer<typeof GroupAnswer>;

/** Worker to server. `number` counts the calls of the job; it has one at a time. */
export const Ask = z.object({
  type: z.literal('ask'),
  job: z.int().positive(),
  number: z.int().positive(),
  call: GroupCall,
});
export type Ask = z.infer<typeof Ask>;

/** Server to worker. */
export const Answer = z.object({
  type: z.literal('answer'),
  job: z.int().positive(),
  number: z.int().positive(),
  answer: GroupAnswer,
});
export type Answer = z.infer<typeof Answer>;

/** What the dispatcher writes for its worker, and reads from it: files of the job's directory. */
export const ASK_FILE = 'ask.json';
export const ANSWER_FILE = 'answer.json';
export const AskFile = Ask.omit({ type: true, job: true });
export const AnswerFile = Answer.omit({ type: true, job: true });
export type AnswerFile = z.infer<typeof AnswerFile>;
