// SPDX-License-Identifier: Apache-2.0
import { oneLine } from '../source.ts';

/** An attribute's value, in its quotation marks. */
export function attribute(value: string): string {
  return `"${oneLine(value).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)}"`;
}
