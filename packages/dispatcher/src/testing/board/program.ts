// SPDX-License-Identifier: Apache-2.0
// A scripted board, as a program on a terminal: program.ts TRANSCRIPT REPORT
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Player } from './player.ts';
import { parseTranscript } from './transcript.ts';

const [file = '', report = ''] = process.argv.slice(2);
const { stdin } = process;
const transcript = parseTranscript(readFileSync(file, 'utf8'), file);
let heard = '';

const player = new Player(transcript, {
  write: (bytes) => void process.stdout.write(bytes),
  async run(line) {
    stdin.pause();
    stdin.setRawMode(false);
    await once(spawn('/bin/sh', ['-c', line], { stdio: 'inherit' }), 'exit');
    stdin.setRawMode(true);
    stdin.resume();
  },
});
const tell = () => {
  const left = transcript.dialogue.length - player.played;
  // The board may be killed at any moment: a report is whole or not there.
  writeFileSync(`${report}.new`, JSON.stringify({ heard, left }));
  renameSync(`${report}.new`, report);
};

stdin.setRawMode(true);
stdin.on('data', (bytes) => {
  heard += bytes.toString('latin1');
  player.type(Buffer.from(bytes));
  tell();
});
const status = await player.play();
tell();
if (status !== undefined) process.exit(status);
