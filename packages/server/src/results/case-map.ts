// SPDX-License-Identifier: Apache-2.0

import { toPython } from '@lava/jinja/values/convert.ts';
import { repr } from '@lava/jinja/values/text.ts';
import type { TestResult } from '@lava/protocol/api/jobs.ts';

/** A result of a test case as LAVA's exports have it: texts, but for the metadata. */
export type CaseMap = Record<string, string | Record<string, unknown>>;

/** Columns of the exports as CSV, in their order; two are always empty. */
export const COLUMNS = [
  ...['job', 'suite', 'result', 'measurement', 'unit', 'duration', 'timeout', 'logged', 'level', 'metadata'],
  ...['url', 'name', 'id', 'log_start_line', 'log_end_line'],
];

export function caseMap(job: number, found: TestResult): CaseMap {
  const { id, name, suite, result, units, metadata, logged } = found;
  const number = measured(found);
  return {
    id: String(id),
    job: String(job),
    level: typeof metadata.level === 'string' ? metadata.level : '',
    log_end_line: lineOf(found.endRecord),
    log_start_line: lineOf(found.startRecord),
    logged: logged === null ? '' : `${logged.replace('T', ' ').replace('Z', '')}+00:00`,
    measurement: number === undefined ? 'None' : decimal(number),
    metadata: whole(found),
    name,
    result,
    suite,
    unit: units ?? (seconds(found) === undefined ? '' : 'seconds'),
    url: `/results/testcase/${id}`,
  };
}

/** How LAVA writes CSV differs between its doors. */
export interface CsvForm {
  newline?: string;
  quotes?: 'always' | 'where needed';
}

export function caseRows(cases: readonly CaseMap[], form: CsvForm): string {
  const rows = cases.map((each) => COLUMNS.map((column) => cell(each[column] ?? '')));
  return csv(rows, form);
}

export function csv(
  rows: readonly (readonly string[])[],
  { newline = '\n', quotes = 'always' }: CsvForm = {},
): string {
  const quoted = (text: string) =>
    quotes === 'always' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  return rows.map((row) => row.map(quoted).join(',') + newline).join('');
}

function cell(value: CaseMap[string]): string {
  if (typeof value === 'string') return value;
  try {
    return repr(toPython(value));
  } catch {
    return ''; // more than Python's text of a mapping may be here
  }
}

function lineOf(record: number | null): string {
  return record === null ? '' : String(record + 1);
}

/** Steps of LAVA are measured by how long they took. */
function seconds({ suite, metadata }: TestResult): string | undefined {
  return suite === 'lava' && typeof metadata.duration === 'string' ? metadata.duration : undefined;
}

/** As its record says it. */
export function measured(found: TestResult): string | undefined {
  return found.measurement ?? seconds(found);
}

/** Ten digits after the point, as LAVA keeps them. */
export function fixed(text: string): string {
  const [whole = '', fraction = ''] = text.split('.');
  return /^-?\d+$/.test(whole) ? `${whole}.${fraction.padEnd(10, '0').slice(0, 10)}` : text;
}

/** The same as Python writes such a number: small ones with an exponent. */
function decimal(text: string): string {
  const whole = fixed(text);
  const [, sign = '', digits = ''] = /^(-?)0\.(0{6}\d{4})$/.exec(whole) ?? [];
  if (digits === '') return whole;
  const [first = '0', ...rest] = digits.replace(/^0+/, '') || '0';
  return `${sign}${first}${rest.length > 0 ? `.${rest.join('')}` : ''}E-${10 - rest.length}`;
}

/** The whole result line, by its keys; its metadata says null for what was not in the line. */
function whole({ suite, set, name, result, measurement, units, reference, metadata }: TestResult) {
  const said = { case: name, definition: suite, measurement, reference, result, set, units };
  const all = Object.entries({ ...said, ...metadata }).filter(([, value]) => value !== null);
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}
