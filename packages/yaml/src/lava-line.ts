// SPDX-License-Identifier: Apache-2.0
import type { JobRecord } from '@lava/protocol/record/record.ts';
import { dumpYamlFlow } from './dump.ts';
import { PyFloat } from './float.ts';

/** Characters of LAVA's `dt`, which has no time zone. */
const LAVA_DT = 26;
/** LAVA counts the line before the one that our records name. */
const LINES = ['starttc', 'endtc'];

/** The record as a line of LAVA's dispatcher, without the dash of the list. */
export function lavaLine({ dt, lvl, msg, ns }: Pick<JobRecord, 'dt' | 'lvl' | 'msg' | 'ns'>): string {
  const text = typeof msg === 'string' ? msg : Object.fromEntries(Object.entries(msg).map(lavaEntry));
  return dumpYamlFlow({ dt: dt.slice(0, LAVA_DT), lvl, msg: text, ...(ns !== undefined && { ns }) });
}

function lavaEntry([key, value]: [string, unknown]): [string, unknown] {
  if (LINES.includes(key) && typeof value === 'number') return [key, value + 1];
  if (key !== 'measurement' || typeof value !== 'string') return [key, value];
  return [key, /^-?\d+$/.test(value) ? Number(value) : new PyFloat(Number(value))];
}
