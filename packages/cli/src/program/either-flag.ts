// SPDX-License-Identifier: Apache-2.0
import { UsageError } from '../exit-code.ts';
import { kebab } from './kebab.ts';

/**
 * True for the first flag, false for the second, undefined when neither is given.
 * @throws UsageError when both are
 */
export function eitherFlag<K extends string>(flags: Record<K, boolean>, yes: K, no: K): boolean | undefined {
  if (flags[yes] && flags[no]) throw new UsageError(`--${kebab(yes)} and --${kebab(no)} exclude each other`);
  if (flags[yes]) return true;
  return flags[no] ? false : undefined;
}
