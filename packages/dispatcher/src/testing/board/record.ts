// SPDX-License-Identifier: Apache-2.0
import type { JobRecord } from '@lava/protocol/record/record.ts';
import type { Transcript, Turn } from './transcript.ts';

/**
 * A transcript of what a job's log says: replayed, the board says the same, each time after the same was typed. Times are
 * left out.
 * @param records of one job that has one console
 */
export function transcriptOf(records: readonly JobRecord[], about: string): Transcript {
  const dialogue: Turn[] = [];
  let said: string[] = [];
  const flush = () => {
    const last = dialogue.at(-1);
    if (said.length === 0) return;
    // The last line before something is typed is a prompt: its end has not come.
    const say = said.join('\r\n');
    if (last && last.say === undefined) last.say = say;
    else dialogue.push({ say });
    said = [];
  };
  for (const { lvl, msg } of records) {
    if (typeof msg !== 'string') continue;
    if (lvl === 'target') said.push(msg);
    if (lvl !== 'input') continue;
    flush();
    dialogue.push({ expect: `${msg}\n` });
  }
  if (said.length > 0) said.push('');
  flush();
  return { about, echo: false, dialogue };
}
