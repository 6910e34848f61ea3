// SPDX-License-Identifier: Apache-2.0
import { JobRecord, parseRecord, ResultMessage } from '@lava/protocol/record/record.ts';
import { storableValue } from '@lava/protocol/text/storable.ts';
import type { NewResult } from '../db/queries/log-chunks.ts';

/** Longest name that is kept; database indexes and pages take no book. */
const MAX_NAME = 1_000;

/** The row of a result line, or undefined when the line is not a valid result; it stays in the log in any case. */
export function resultRow(job: number, record: number, line: string): NewResult | undefined {
  const msg = resultMessage(storableValue(parseJson(line)));
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
    metadata: JSON.stringify(metadata),
  };
}

function text(value: string): string {
  return value.slice(0, MAX_NAME).toWellFormed();
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
