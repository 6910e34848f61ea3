// SPDX-License-Identifier: Apache-2.0
import { Fault } from './value.ts';

/** Our words for states and healths as LAVA writes them: `Submitted`, `Complete`. */
export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** A word of LAVA's, in any case, as ours. @throws Fault 400 with those that there are */
export function wordOf<T extends string>(what: string, words: readonly T[], given: string): T {
  const found = words.find((word) => word === given.toLowerCase());
  if (found === undefined)
    throw new Fault(
      400,
      `Invalid ${what} ${given.slice(0, 40)}: must be one of ${words.map(capital).join(', ')}`,
    );
  return found;
}

/** The same; of devices and workers it must be in capitals. */
export function healthOf<T extends string>(words: readonly T[], given: string): T {
  if (given !== given.toUpperCase())
    throw new Fault(400, `Invalid health ${given.slice(0, 40)}: must be in capitals`);
  return wordOf('health', words, given);
}

export function timeOf(iso: string | null): Date | null {
  return iso === null ? null : new Date(iso);
}
