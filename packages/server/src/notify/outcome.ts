// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { HttpAnswer } from './send/request.ts';

/** What an attempt came to, and when the next one is. */
export interface Outcome {
  delivered: boolean;
  /** Until the next attempt, milliseconds; without it there is none. */
  wait?: number | undefined;
  status: number | null;
  answer: string;
  error: string | null;
}

/** About five hours, from the first to the last. */
const MOST_ATTEMPTS = 10;
const FIRST_WAIT = 10_000;
const LONGEST_WAIT = 3_600_000;

/** Answers by which a receiver says that another time may be better; other refusals stay. */
const LATER = new Set([408, 425, 429]);

export function outcomeOf({ status, text, location }: HttpAnswer, attempts: number): Outcome {
  const said = { status, answer: text };
  if (status >= 200 && status < 300) return { delivered: true, ...said, error: null };
  if (status >= 300 && status < 400) {
    const error = `the receiver answered ${status}, and sends to ${location?.slice(0, 200) ?? 'nowhere'}: redirects are not followed`;
    return { delivered: false, ...said, error };
  }
  const again = status >= 500 || LATER.has(status);
  return {
    ...{ delivered: false, ...said, error: `the receiver answered ${status}` },
    wait: again ? waitAfter(attempts) : undefined,
  };
}

/** Of an attempt that got no answer. */
export function failureOf(thrown: unknown, attempts: number): Outcome {
  const final = thrown instanceof LavaError && thrown.code !== 'database-down';
  const { message, code, cause } = thrown as NodeJS.ErrnoException & { cause?: Error };
  const hint = thrown instanceof LavaError && thrown.hint ? `; ${thrown.hint}` : '';
  const text = `${message || code || cause?.message || 'no answer'}${hint}`;
  return {
    ...{ delivered: false, status: null, answer: '', error: text.slice(0, 1_000) },
    wait: final ? undefined : waitAfter(attempts),
  };
}

/** Longer each time, and never the same for two that failed together. */
export function waitAfter(attempts: number, chance = Math.random()): number | undefined {
  if (attempts >= MOST_ATTEMPTS) return undefined;
  return Math.min(LONGEST_WAIT, FIRST_WAIT * 3 ** (attempts - 1)) * (0.8 + 0.4 * chance);
}
