// SPDX-License-Identifier: Apache-2.0
import { JobRecord, parseRecord, ResultMessage } from '@lava/protocol/record/record.ts';
import { storableValue } from '@lava/protocol/text/storable.ts';
import type { NewResult } from '../db/queries/log-chunks.ts';

/** Longest name that is kept; database indexes and pages take no book. */
const MAX_NAME = 1_000;
/** What else a result says: keys, and characters of each value. The log has all of it. */
const MAX_KEYS = 100;
const MAX_VALUE = 10_000;

/** The row of a result line, or undefined when the line is not a valid result; it stays in the log in any case. */
export function resultRow(job: number, record: number, line: string): NewResult | undefined {
  const said = storableValue(parseJson(line));
  const msg = resultMessage(said);
  if (!msg) return undefined;
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
  } = msg;
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
    // LAVA's own says when its server got it.
    logged: Object(said).lava === undefined ? timeOf(said) : new Date().toISOString(),
    metadata: JSON.stringify(bounded(metadata)),
  };
}

/** When the record says that it was written, in a form that PostgreSQL has; null when it does not. */
function timeOf(record: unknown): string | null {
  const { dt } = Object(record) as { dt?: unknown };
  const [, time, fraction = '', zone = 'Z'] = (typeof dt === 'string' && TIME.exec(dt)) || [];
  const date = new Date(`${time}${zone}`);
  if (Number.isNaN(date.getTime())) return null;
  const [utc] = /^(?!0000)\d{4}-.{14}/.exec(date.toISOString()) ?? [];
  return utc === undefined ? null : `${utc}.${fraction.padEnd(6, '0').slice(0, 6)}Z`;
}

const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?$/;

function bounded(metadata: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(metadata).slice(0, MAX_KEYS);
  const kept = entries.filter(
    ([key, value]) =>
      key.length <= MAX_NAME &&
      (typeof value === 'string' || (JSON.stringify(value)?.length ?? 0) <= MAX_VALUE),
  );
  return Object.fromEntries(
    kept.map(([key, value]) => [key, typeof value === 'string' ? cut(value, MAX_VALUE) : value]),
  );
}

function cut(value: string, length: number): string {
  return value.slice(0, length).toWellFormed();
}

function text(value: string): string {
  return cut(value, MAX_NAME);
}

/**
 * The message of a result line. What a result cannot do without must be right; anything else that is not (a measurement
 * beyond all numbers, units that are a list) is dropped, and the result counts.
 */
function resultMessage(record: unknown): ResultMessage | undefined {
  const parsed = JobRecord.safeParse(record);
  if (parsed.success) return typeof parsed.data.msg === 'string' ? undefined : parsed.data.msg;
  const { msg } = Object(record) as { msg?: unknown };
  if (typeof msg !== 'object' || msg === null || Array.isArray(msg)) return undefined;
  const wrong = new Set(ResultMessage.safeParse(msg).error?.issues.map(({ path }) => String(path[0])));
  const rest = Object.fromEntries(Object.entries(msg).filter(([key]) => !wrong.has(key)));
  return ResultMessage.safeParse(rest).data;
}

function parseJson(line: string): unknown {
  try {
    return parseRecord(line);
  } catch {
    return undefined; // the caller counts it
  }
}
