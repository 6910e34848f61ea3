// SPDX-License-Identifier: Apache-2.0
import { JobRecord } from '@lava/protocol/record/record.ts';
import type { Insertable } from 'kysely';
import type { ResultsTable } from '../db/tables.ts';

/** Longest name that is kept; database indexes and pages take no book. */
const MAX_NAME = 1_000;

/** The row of a result line, or undefined when the line is no valid result; it stays in the log in any case. */
export function resultRow(job: number, record: number, line: string): Insertable<ResultsTable> | undefined {
  const parsed = JobRecord.safeParse(parseJson(line));
  if (!parsed.success || typeof parsed.data.msg === 'string') return undefined;
  const {
    definition,
    case: name,
    set,
    result,
    measurement,
    units,
    reference,
    starttc,
    endtc,
    ...metadata
  } = parsed.data.msg;
  return {
    job_id: job,
    record,
    suite: text(definition),
    set_name: set === undefined ? null : text(set),
    name: text(name),
    result,
    measurement: measurement ?? null,
    units: units === undefined ? null : text(units),
    reference: reference === undefined ? null : text(reference),
    start_record: starttc ?? null,
    end_record: endtc ?? null,
    // PostgreSQL's jsonb has no place for the character NUL, which JSON can write.
    metadata: JSON.stringify(metadata).replaceAll(/(?<!\\)((?:\\\\)*)\\u0000/g, '$1\\ufffd'),
  };
}

function text(value: string): string {
  return value.slice(0, MAX_NAME).replaceAll('\0', '\ufffd');
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // the caller counts it
  }
}
