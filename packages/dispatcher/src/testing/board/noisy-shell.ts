// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { addNoise, dropBytes, randomOf } from '../noise.ts';

/**
 * `node noisy-shell.ts SEED PART`: a shell on whose console the kernel prints from the start of the first test on, and which loses a part
 * of its output.
 */
const [seed, part] = process.argv.slice(2).map(Number);
const random = randomOf(seed ?? 1);
const shell = spawn('/bin/sh', ['-i'], { stdio: ['inherit', 'pipe', 'pipe'] });
let noisy = false;
for (const stream of [shell.stdout, shell.stderr]) {
  stream.setEncoding('utf8').on('data', (text: string) => {
    noisy ||= text.includes('<LAVA_SIGNAL_STARTRUN');
    process.stdout.write(noisy ? dropBytes(addNoise(text, random, 80), random, part ?? 0) : text);
  });
}
shell.on('exit', () => process.exit());
