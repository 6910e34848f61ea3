// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';

/** What our helpers add to a signal: ` #NUMBER:SUM`. */
const ADDED = / #(\d{1,9}):([0-9a-f]{8})$/;

/** Longest first and last piece of a torn signal that is tried, UTF-16 units. */
const LONGEST_PIECE = 512;

export interface Checked {
  /** Name and text, without what was added. */
  text: string;
  /** Of the signal, from 1. */
  number: number;
}

/** Whether a signal says a number and a sum, right or wrong. Those of old helpers do not. */
export function isNumbered(text: string): boolean {
  return ADDED.test(text);
}

/** Whether a text ends with what may be left of number and sum when characters are lost. */
export function hasRemains(text: string): boolean {
  return /(?: #?|#)\d{1,9}:[0-9a-f]{1,8}$|#[0-9a-f]{2,17}$/.test(text);
}

/** The signal without number and sum; undefined when these do not fit, or there are none. */
export function checked(text: string): Checked | undefined {
  const found = ADDED.exec(text);
  if (!found) return undefined;
  const plain = text.slice(0, found.index);
  const number = Number(found[1]);
  return sumOf(`${number} ${plain}`) === found[2] ? { text: plain, number } : undefined;
}

/**
 * The same for a signal that other lines have cut into, of whatever form: they begin somewhere in its first line, and its
 * rest is the last one. The sum shows where.
 */
export function repairedText(text: string): Checked | undefined {
  const lines = text.split(/\r{0,3}\n|\r/);
  const [first = ''] = lines;
  const last = lines.at(-1) ?? '';
  if (lines.length < 2 || first.length > LONGEST_PIECE || last.length > LONGEST_PIECE) return undefined;
  for (let end = first.length; end >= 0; end--) {
    const found = checked(first.slice(0, end) + last);
    if (found) return found;
  }
  return undefined;
}

/** The first characters of what the program sha256sum prints; of eight a torn signal passes once in 4 billion times. */
export function sumOf(text: string): string {
  return hash('sha256', text).slice(0, 8);
}
