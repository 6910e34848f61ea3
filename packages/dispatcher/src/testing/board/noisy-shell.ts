// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { addNoise, randomOf } from '../noise.ts';

/**
 * `node noisy-shell.ts EVERY`: a shell on whose console the kernel prints from the start of the first test on. Of every so many
 * signals one loses a character when it is sent first; of none at 0.
 */
const every = Number(process.argv[2]);
const random = randomOf(7);
const lost = new Set<string>();
const shell = spawn('/bin/sh', ['-i'], { stdio: ['inherit', 'pipe', 'pipe'] });
let noisy = false;
for (const stream of [shell.stdout, shell.stderr]) {
  stream.setEncoding('utf8').on('data', (text: string) => {
    noisy ||= text.includes('<LAVA_SIGNAL_STARTRUN');
    process.stdout.write(noisy ? addNoise(text.replace(/<LAVA_SIGNAL_[^>]*>/g, lose), random, 80) : text);
  });
}
shell.on('exit', () => process.exit());

function lose(signal: string): string {
  const number = / #(\d+):\w+>$/.exec(signal)?.[1] ?? '';
  if (!(Number(number) % every === every - 1) || lost.has(number)) return signal;
  lost.add(number);
  return signal.slice(0, 30) + signal.slice(31);
}
