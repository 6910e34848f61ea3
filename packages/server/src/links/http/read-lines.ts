// SPDX-License-Identifier: Apache-2.0
import { parse } from 'node:querystring';
import {
  encodeRecord,
  type JobRecord,
  LEVELS,
  type Level,
  MAX_MESSAGE_LENGTH,
  parseRecord,
} from '@lava/protocol/record/record.ts';
import { storableValue } from '@lava/protocol/text/storable.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { shownLine } from '../../logs/yaml-log.ts';

/** What one upload takes at most; the sender continues behind what was taken. Lines, and bytes of records. */
const MOST_LINES = 10_000;
const MOST_BYTES = 8 * 1024 * 1024;
/** Characters of a line beyond which it is not read, and of one that is kept as it came next to its record. */
const LONGEST = 1_100_000;
const LONGEST_KEPT = 200_000;
/** Characters that are shown of a line that cannot be read. */
const SHOWN = 200;
/** Keys of an upload's form; what comes after them is not looked at. */
const FORM_KEYS = 10;

/** Records out of the lines of an upload. */
export interface ReadLines {
  /** Each record with its newline. */
  data: Uint8Array;
  count: number;
  /** Those that could not be read; each became a record that says so. */
  broken: number;
}

/** What an upload is refused with. */
export type Flaw = "Missing 'lines'" | "Missing 'index'" | "Invalid 'index'";

/** An upload, `lines=…&index=…`. Pure, so that a thread can do it. */
export function readBody({
  body,
  now,
}: {
  body: Uint8Array;
  now: number;
}): Flaw | (ReadLines & { index: number }) {
  const { lines, index } = parse(Buffer.from(body).toString('latin1'), '&', '=', { maxKeys: FORM_KEYS });
  if (typeof lines !== 'string') return "Missing 'lines'";
  if (typeof index !== 'string') return "Missing 'index'";
  if (!/^\d{1,15}$/.test(index)) return "Invalid 'index'";
  return { index: Number(index), ...readLines(lines, now) };
}

/**
 * Records of LAVA's log lines, as many as fit.
 * @param now in the place of times that cannot be read; milliseconds
 */
export function readLines(text: string, now: number): ReadLines {
  const records: string[] = [];
  let [size, broken, at] = [0, 0, 0];
  while (at < text.length && records.length < MOST_LINES && size < MOST_BYTES) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const line = recordOf(text, at, end, now);
    if (line === undefined) broken += 1;
    const record = line ?? encodeRecord(unreadable(text.slice(at, Math.min(end, at + SHOWN)), now));
    records.push(`${record}\n`);
    size += Math.max(record.length, end - at);
    at = end + 1;
  }
  return { data: Buffer.from(records.join('')), count: records.length, broken };
}

/** Undefined when the line is not a log line of LAVA. */
function recordOf(text: string, start: number, end: number, now: number): string | undefined {
  try {
    const record = readLine(text, start, end, now);
    return record && encodeRecord(record);
  } catch {
    return undefined; // YAML has values that no record has
  }
}

function readLine(text: string, start: number, end: number, now: number): JobRecord | undefined {
  if (end - start > LONGEST || !text.startsWith('- ', start)) return undefined;
  const line = text.slice(start + 2, end);
  const said = storableValue(parsed(line));
  if (typeof said !== 'object' || said === null || Array.isArray(said)) return undefined;
  const { dt, lvl, msg, ns } = said as Record<string, unknown>;
  if (typeof lvl !== 'string' || msg === undefined) return undefined;
  const record: JobRecord = {
    dt: timeOf(dt, now),
    lvl: levelOf(lvl),
    msg: messageOf(lvl, msg),
    ...(typeof ns === 'string' && { ns: ns.slice(0, MAX_MESSAGE_LENGTH) }),
  };
  // Of an event of a test LAVA's server shows a line of another level, which is made of the record.
  const kept = lvl === 'event' ? shownLine(record) : line;
  const isMade = kept.length > LONGEST_KEPT || shownLine(record) === kept;
  return { ...record, lava: isMade ? true : kept };
}

/** Most lines are JSON as well, which is read much faster. @throws LavaError for what is neither */
function parsed(line: string): unknown {
  try {
    return parseRecord(line);
  } catch {
    return loadYaml(line, { limits: { characters: LONGEST, nodes: 10_000, depth: 30 } });
  }
}

const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6})(?:\+00:00)?$/;

function timeOf(dt: unknown, now: number): string {
  const [, time] = (typeof dt === 'string' && TIME.exec(dt)) || [];
  if (time !== undefined && !Number.isNaN(Date.parse(`${time}Z`))) return `${time}+00:00`;
  return `${new Date(now).toISOString().slice(0, -1)}000+00:00`;
}

/** What it does not know is no more than a remark. */
function levelOf(lvl: string): Level {
  return LEVELS.some((level) => level === lvl) ? (lvl as Level) : 'debug';
}

function messageOf(lvl: string, msg: unknown): JobRecord['msg'] {
  if (typeof msg === 'string') return cut(msg);
  if (lvl === 'results' && isResult(msg)) return resultOf(msg);
  return cut(JSON.stringify(msg) ?? '');
}

function cut(text: string): string {
  if (text.length <= MAX_MESSAGE_LENGTH) return text;
  return `${text.slice(0, MAX_MESSAGE_LENGTH).toWellFormed()} [cut: ${text.length} characters]`;
}

type Result = Extract<JobRecord['msg'], object>;

function isResult(msg: unknown): msg is Result {
  if (typeof msg !== 'object' || msg === null || Array.isArray(msg)) return false;
  const { definition, case: name, result } = msg as Record<string, unknown>;
  return [definition, name, result].every((word) => typeof word === 'string');
}

/** LAVA names the line before the one in which a case starts or ends. */
function resultOf(msg: Result): Result {
  const { starttc, endtc, measurement, ...rest } = msg as Record<string, unknown>;
  const digits = typeof measurement === 'number' ? String(measurement) : measurement;
  return {
    ...rest,
    ...(digits !== undefined && { measurement: digits }),
    ...lineNumber('starttc', starttc),
    ...lineNumber('endtc', endtc),
  } as Result;
}

function lineNumber(key: string, told: unknown): object {
  return typeof told === 'number' && Number.isInteger(told) && told > 0 ? { [key]: told - 1 } : {};
}

function unreadable(start: string, now: number): JobRecord {
  const text = `a line of the worker's log cannot be read: ${start.toWellFormed()}`;
  return { dt: timeOf(undefined, now), lvl: 'exception', msg: text };
}
