// SPDX-License-Identifier: Apache-2.0
import { decodeRecord, type JobRecord } from '@lava/protocol/record/record.ts';

/** The terminal that a device's console has on the worker. */
const TERMINAL = { width: 80, height: 24 };

/** A player shortens longer pauses, seconds: a boot has many. */
const LONGEST_PAUSE = 2;

/**
 * What the device said, and what was typed, as an asciicast of version 2: a header, then a line an event, of which `o` is
 * output, `i` is input, and `m` is the start of a step, for players to jump to.
 */
export async function* castLog(
  blocks: AsyncIterable<{ data: Buffer }>,
  title: string,
): AsyncGenerator<string> {
  let begun: number | undefined;
  for await (const { data } of blocks) {
    const events: string[] = [];
    for (const line of data.toString('utf8').trimEnd().split('\n')) {
      const record = decodeRecord(line);
      const time = Date.parse(record.dt);
      if (begun === undefined) {
        begun = time;
        events.push(header(begun, title));
      }
      const event = eventOf(record);
      // The clock of a worker may be set back.
      if (event) events.push(`${JSON.stringify([Math.max(0, time - begun) / 1_000, ...event])}\n`);
    }
    yield events.join('');
  }
  if (begun === undefined) yield header(0, title);
}

function header(begun: number, title: string): string {
  const timestamp = Math.floor(begun / 1_000);
  return `${JSON.stringify({ version: 2, ...TERMINAL, timestamp, idle_time_limit: LONGEST_PAUSE, title })}\n`;
}

function eventOf({ lvl, msg, step }: JobRecord): ['o' | 'i' | 'm', string] | undefined {
  if (typeof msg !== 'string') return undefined;
  if (lvl === 'target') return ['o', `${msg}\r\n`];
  if (lvl === 'input') return ['i', msg];
  return step?.event === 'start' ? ['m', `${step.level} ${step.name}`] : undefined;
}
