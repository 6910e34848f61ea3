// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '../error/error.ts';

/** Control characters, and what else YAML takes for the end of a line. */
const UNSAFE = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

/** Deeper has no context that anybody writes. */
const DEEPEST = 20;

/** More of them help nobody. */
const MOST = 20;

/**
 * Texts in a job's `context` that could become more than one value of the device's configuration: those with control
 * characters, keys too, at any depth.
 * @param context plain values, or maps and lists of them
 * @param path of the context in the job
 */
export function contextProblems(context: unknown, path: (string | number)[] = ['context']): Problem[] {
  return unsafe(context, path, DEEPEST)
    .slice(0, MOST)
    .map((place) => ({
      message: `${place.join('.')} must not hold control characters, also none that end a line`,
      where: { path: place },
      hint: 'write it on one line; after a folded text (>) write >- to leave out the last line end',
    }));
}

function unsafe(value: unknown, path: (string | number)[], depth: number): (string | number)[][] {
  if (typeof value === 'string') return UNSAFE.test(value) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  if (depth === 0) return [path];
  const entries: [unknown, unknown][] = value instanceof Map ? [...value] : Object.entries(value);
  return entries.flatMap(([key, item]) => {
    const own = [...path, Array.isArray(value) ? Number(key) : printable(String(key))];
    return [...(typeof key === 'string' && UNSAFE.test(key) ? [own] : []), ...unsafe(item, own, depth - 1)];
  });
}

function printable(key: string): string {
  return key.replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, '?');
}
