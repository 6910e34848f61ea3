// SPDX-License-Identifier: Apache-2.0
import { decodeRecord, encodeRecord } from '@lava/protocol/record/record.ts';
import { lavaLine } from '@lava/yaml/lava-line.ts';

/** Keys that only our records have; LAVA's lines have dt, lvl, msg, ns. */
const OURS = /,"(?:step|status)":\{|,"masked":true\}$|,"lava":/;

/** The log as LAVA writes it: a YAML list, each line `- ` and the record as JSON. */
export async function* yamlLog(blocks: AsyncIterable<{ data: Buffer }>): AsyncGenerator<string> {
  for await (const { data } of blocks) {
    const lines = data.toString('utf8').trimEnd().split('\n');
    yield lines.map((line) => `- ${OURS.test(line) ? withoutOurs(line) : line}\n`).join('');
  }
}

function withoutOurs(line: string): string {
  const { dt, lvl, msg, ns, lava } = decodeRecord(line);
  if (lava !== undefined) return lava === true ? lavaLine({ dt, lvl, msg, ns }) : lava;
  return encodeRecord({ dt, lvl, msg, ns });
}
