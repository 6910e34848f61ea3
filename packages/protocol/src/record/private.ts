// SPDX-License-Identifier: Apache-2.0
import { encodeRecord, type JobRecord, parseRecord } from './record.ts';

/**
 * A record in whose text facts of the device were masked (addresses of power switches, passwords, …) carries the whole
 * text in its last key, `private`. Whoever shows records to people passes each line that holds the mark through one of
 * the two functions below; a line without it is for everybody as it is.
 */

/** In an encoded record with a private part, and in few others: within a text of JSON each quote has a backslash before it. */
export const PRIVATE_MARK = ',"private":{';

/** Without its private part, for everybody. A damaged line says nothing of what is in it. */
export function publicLine(line: string): string {
  return change(line, ({ private: _hidden, ...record }) => record);
}

/**
 * With the private part in the place of what was masked, and a note that others read it otherwise; for people who may see
 * the device's dictionary.
 */
export function wholeLine(line: string): string {
  return change(line, ({ private: hidden, ...record }) =>
    hidden ? { ...record, ...hidden, masked: true } : record,
  );
}

function change(line: string, how: (record: JobRecord) => JobRecord): string {
  let record: JobRecord;
  try {
    record = parseRecord(line) as JobRecord;
  } catch {
    return encodeRecord({ dt: '1970-01-01T00:00:00.000000+00:00', lvl: 'exception', msg: 'damaged record' });
  }
  return encodeRecord(how(record));
}
