// SPDX-License-Identifier: Apache-2.0
import { setImmediate } from 'node:timers/promises';
import type { TestResult } from '@lava/protocol/api/jobs.ts';
import { dumpYaml } from '@lava/yaml/dump.ts';
import type { Source } from '../source.ts';

/** Results as they are: everything that REST says of a case. */

const COLUMNS = [
  ...(['suite', 'set', 'name', 'result', 'measurement', 'units', 'reference', 'logged'] as const),
  ...(['id', 'record', 'startRecord', 'endRecord', 'metadata'] as const),
] satisfies (keyof TestResult)[];

/** RFC 4180, with newlines instead of CR LF; the metadata is JSON. */
export async function* csv({ pages }: Source): AsyncGenerator<string> {
  yield `${COLUMNS.join(',')}\n`;
  for await (const page of pages())
    yield page.map((found) => `${COLUMNS.map((column) => cell(found[column])).join(',')}\n`).join('');
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One list. */
export async function* json({ pages }: Source): AsyncGenerator<string> {
  let before = '[\n';
  for await (const page of pages()) {
    yield before + page.map((found) => JSON.stringify(found)).join(',\n');
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

/** Cases are written so many at a time, before others get a turn. */
const PIECE = 50;

export async function* yaml({ pages }: Source): AsyncGenerator<string> {
  let none = true;
  for await (const page of pages()) {
    none = false;
    for (let at = 0; at < page.length; at += PIECE) {
      yield dumpYaml(page.slice(at, at + PIECE));
      await setImmediate();
    }
  }
  if (none) yield dumpYaml([]);
}
