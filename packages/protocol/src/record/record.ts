// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Decimal, decimalNumbers, exactDecimals } from './decimal.ts';
import { LEVELS } from './levels.ts';
import { repairRecord } from './repair.ts';
import { Verdict } from './verdict.ts';

/**
 * One line of a job's ordered stream. The stream is the job's log: record number `seq` (0-based) is line `seq` of the
 * log, in the spool, in the log store, on the page and in the YAML download. A record is a LAVA log line
 * (`dt`, `lvl`, `msg`, `ns`); a structural one carries its meaning for programs in addition to the text for people:
 * `step` at the start and end of a step, `status` on the last line of the job, a result mapping in `msg` when
 * `lvl` is `results`.
 *
 * On disk and on the wire a record is one line of JSON without spaces, keys in the order below, so `dt` and `lvl`
 * are at fixed offsets and structural records can be found without parsing the others (see `structural`).
 */
export { LEVELS };
export const Level = z.enum(LEVELS);
export type Level = z.infer<typeof Level>;

/** `msg` of a record with `lvl: results`; the keys of LAVA's result lines. */
export const ResultMessage = z.looseObject({
  definition: z.string(),
  case: z.string(),
  result: Verdict,
  /** Suite-internal group, from `lava-test-set`. */
  set: z.string().optional(),
  namespace: z.string().optional(),
  level: z.string().optional(),
  /** Seconds, two decimals, as text: LAVA's form. */
  duration: z.string().optional(),
  /** Digits as the test printed them; a number in the line. */
  measurement: Decimal.optional(),
  units: z.string().optional(),
  reference: z.string().optional(),
  /** Numbers of the records between which the case ran. */
  starttc: z.int().nonnegative().optional(),
  endtc: z.int().nonnegative().optional(),
  error_msg: z.string().optional(),
  error_type: z.string().optional(),
  extra: z.unknown().optional(),
});
export type ResultMessage = z.infer<typeof ResultMessage>;

/** Start or end of a step of the plan. `timeout` and `duration` are seconds. */
export const StepEvent = z.object({
  event: z.enum(['start', 'end']),
  level: z.string(),
  name: z.string(),
  timeout: z.number().optional(),
  duration: z.number().optional(),
  ok: z.boolean().optional(),
});
export type StepEvent = z.infer<typeof StepEvent>;

/** How a job ended: on its last record, and in the worker's `exit` message. */
export const JobStatus = z.object({
  health: z.enum(['complete', 'incomplete', 'canceled']),
  code: z.string().optional(),
  kind: z.string().optional(),
  message: z.string().optional(),
  /** When the device was powered on first, and when the last test signal came; `dt` form. For the overhead figure. */
  poweredAt: z.string().optional(),
  lastSignalAt: z.string().optional(),
  /** Records that could not be written, since the worker's disk is full or fails; the log has gaps. */
  lost: z.int().nonnegative().optional(),
});
export type JobStatus = z.infer<typeof JobStatus>;

/** What those read who may see the dictionary of the job's device, in the place of the record's own keys. */
export const PrivatePart = z.object({
  msg: z.union([z.string(), ResultMessage]).optional(),
  status: JobStatus.optional(),
});
export type PrivatePart = z.infer<typeof PrivatePart>;

export const JobRecord = z.object({
  /** UTC, microseconds, `2026-11-22T09:34:00.123456+00:00`; never goes back within a job. */
  dt: z.string(),
  lvl: Level,
  msg: z.union([z.string(), ResultMessage]),
  /** Namespace, on `feedback` lines. */
  ns: z.string().optional(),
  step: StepEvent.optional(),
  status: JobStatus.optional(),
  /** Only where a fact of the device was masked, see `private.ts`; the server gives it to nobody as it is. */
  private: PrivatePart.optional(),
  /** In what the server gives to people who see the whole text: others read it masked. */
  masked: z.literal(true).optional(),
  /**
   * Only of LAVA's own dispatcher: the YAML of the log is as it wrote it. The text where that is not what is made of the
   * record, see `lava-line.ts` of `packages/yaml`.
   */
  lava: z.union([z.literal(true), z.string()]).optional(),
});
export type JobRecord = z.infer<typeof JobRecord>;

/** Longest text of a single record in UTF-16 units; a longer line is cut and says so. LAVA's own limit is 10^5. */
export const MAX_MESSAGE_LENGTH = 100_000;

/** Length of `dt`; with it, `"lvl":"` starts at a known offset of each line. */
export const DT_LENGTH = 32;

/**
 * One line of the spool, without newline. Characters that YAML forbids in text (C1 controls, DEL, U+FFFE, U+FFFF)
 * are escaped, so that the YAML download, `- ` + line, can be read by any YAML parser.
 */
export function encodeRecord(record: JobRecord): string {
  const ordered = {
    dt: record.dt,
    lvl: record.lvl,
    msg: record.msg,
    ns: record.ns,
    step: record.step,
    status: record.status,
    private: record.private,
    masked: record.masked,
    lava: record.lava,
  };
  const json = JSON.stringify(ordered, record.lvl === 'results' ? decimalNumbers : undefined);
  return NOT_YAML.test(json) ? json.replace(NOT_YAML_ALL, escapeUnit) : json;
}

/** The same for the most frequent kind of record, text without more, at half the price. */
export function encodeLine(dt: string, lvl: Level, msg: string): string {
  const json = `{"dt":"${dt}","lvl":"${lvl}","msg":${JSON.stringify(msg)}}`;
  return NOT_YAML.test(json) ? json.replace(NOT_YAML_ALL, escapeUnit) : json;
}

/** A line as the value it holds, with every digit of a measurement. @throws SyntaxError */
export function parseRecord(line: string): unknown {
  return line.includes('"measurement":') ? JSON.parse(line, exactDecimals) : JSON.parse(line);
}

/**
 * A stored line as a record, whatever is stored: a line that is damaged or says something else becomes an `exception` record
 * that says so, and of a record the parts that are none of ours are left out.
 */
export function decodeRecord(line: string): JobRecord {
  let record: object | undefined;
  try {
    record = repairRecord(parseRecord(line));
  } catch {
    // no JSON
  }
  return (record ?? {
    dt: '1970-01-01T00:00:00.000000+00:00',
    lvl: 'exception',
    msg: `damaged record: ${line.slice(0, 200)}`,
  }) as JobRecord;
}

const NOT_YAML = /[\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;
const NOT_YAML_ALL = new RegExp(NOT_YAML, 'g');

function escapeUnit(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
