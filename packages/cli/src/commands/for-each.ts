// SPDX-License-Identifier: Apache-2.0
import { type LavaError, toLavaError } from '@lava/protocol/error/error.ts';
import type { Context } from '../context.ts';
import { exitCode, outcomeOfError } from '../exit-code.ts';
import { isForPeople } from '../output/format.ts';
import { safeLines } from '../output/safe.ts';

/** What is done to one of several objects; `text` is for people. */
type Done = { text: string } & Record<string, unknown>;

/**
 * Does the same to several objects: to all of them, also when it fails for some, and reports each. For programs the answer
 * is a list, where an object that failed has an `error`.
 *
 * @returns exit code of the worst failure, 0 when there is none
 */
export async function forEach<T extends string | number>(
  context: Context,
  objects: readonly T[],
  what: string,
  act: (object: T) => Promise<Done>,
): Promise<number> {
  const answers: unknown[] = [];
  const errors: LavaError[] = [];
  for (const object of objects) {
    try {
      const { text, ...value } = await act(object);
      answers.push(value);
      if (isForPeople(context.options.format)) context.output.say(undefined, () => text);
    } catch (thrown) {
      const error = toLavaError(thrown);
      errors.push(error);
      answers.push({
        [what === 'job' ? 'id' : 'name']: object,
        error: { code: error.code, message: error.message },
      });
      context.note(`${what} ${object}: ${safeLines(error.message)} (${error.code})`);
      // Nothing that follows can go better.
      if (error.code === 'server-unreachable' || error.code === 'unauthenticated') break;
    }
  }
  if (!isForPeople(context.options.format)) context.output.say({ items: answers, next: null }, () => '');
  return Math.max(0, ...errors.map((error) => exitCode(outcomeOfError(error))));
}
