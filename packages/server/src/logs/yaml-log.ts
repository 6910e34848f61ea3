// SPDX-License-Identifier: Apache-2.0
import { LEVEL_OFFSET } from '@lava/protocol/record/offsets.ts';
import { decodeRecord, encodeRecord, type JobRecord } from '@lava/protocol/record/record.ts';
import { lavaLine } from '@lava/yaml/lava-line.ts';

/** Keys that only our records have; LAVA's lines have dt, lvl, msg, ns. */
const OURS = /,"(?:step|status)":\{|,"masked":true\}$|,"lava":/;
/** A level that LAVA's clients do not know; its server shows such lines as those of the other. */
const [TOLD, SHOWN] = ['event', 'debug'] as const;

type Shown = Pick<JobRecord, 'dt' | 'lvl' | 'msg' | 'ns'>;

/** The log as LAVA writes it: a YAML list, each line `- ` and the record as JSON. */
export async function* yamlLog(blocks: AsyncIterable<{ data: Buffer }>): AsyncGenerator<string> {
  for await (const { data } of blocks) {
    const lines = data.toString('utf8').trimEnd().split('\n');
    yield lines.map((line) => `- ${lineOf(line)}\n`).join('');
  }
}

/** A record as LAVA's server shows a line of its dispatcher. */
export function shownLine(record: Shown): string {
  return lavaLine(shown(record));
}

function lineOf(line: string): string {
  if (OURS.test(line)) return withoutOurs(line);
  if (!line.startsWith(`${TOLD}"`, LEVEL_OFFSET)) return line;
  return line.slice(0, LEVEL_OFFSET) + SHOWN + line.slice(LEVEL_OFFSET + TOLD.length);
}

function withoutOurs(line: string): string {
  const { dt, lvl, msg, ns, lava } = decodeRecord(line);
  if (lava !== undefined) return lava === true ? shownLine({ dt, lvl, msg, ns }) : lava;
  return encodeRecord(shown({ dt, lvl, msg, ns }));
}

const shown = (record: Shown): Shown => ({ ...record, lvl: record.lvl === TOLD ? SHOWN : record.lvl });
