// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shellQuote } from '../../host/shell-quote.ts';
import { parseTranscript, type Transcript, type Turn } from './transcript.ts';

const PROGRAM = join(import.meta.dirname, 'program.ts');

/** A board that plays a transcript; each start of its command is a new board. */
export interface ScriptedBoard extends Disposable {
  /** The words that start it, for `Connection.open`. */
  command: readonly string[];
  /** The same as one line, for `commands.connect` of a device. */
  connect: string;
  /** What was typed on the board that was started last, and how many of its turns were not played. */
  report(): { heard: string; left: number };
}

/**
 * @param transcript turns, a whole transcript, or the path of a `*.board.yaml` file
 * @throws LavaError `config-invalid` for a bad file
 */
export function scriptedBoard(
  transcript: readonly Turn[] | (Partial<Transcript> & Pick<Transcript, 'dialogue'>) | string,
): ScriptedBoard {
  const directory = mkdtempSync(join(tmpdir(), 'lava-board-'));
  const file = join(directory, 'transcript.json');
  const report = join(directory, 'report.json');
  const text = typeof transcript === 'string' ? readFileSync(transcript, 'utf8') : undefined;
  const whole = Array.isArray(transcript) ? { dialogue: transcript } : transcript;
  const parsed = parseTranscript(text ?? JSON.stringify(whole), text ? String(transcript) : 'transcript');
  writeFileSync(file, JSON.stringify(parsed));
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', PROGRAM, file, report];
  return {
    command,
    connect: command.map(shellQuote).join(' '),
    report: () => JSON.parse(readFileSync(report, 'utf8')),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}
