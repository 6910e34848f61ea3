// SPDX-License-Identifier: Apache-2.0
import type { Monitor } from './schema.ts';

/** Where the results of a monitor are. */
export function suiteOf({ name }: Pick<Monitor, 'name'>): string {
  return name.toLowerCase().replaceAll(' ', '-');
}
