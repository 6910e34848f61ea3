// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { COMPILE_CACHE } from '@lava/kit/process/mains.ts';
import { NODE_FLAGS } from '@lava/kit/process/node-flags.ts';

export interface Measured {
  /** Undefined when a signal ended it. */
  status: number | null;
  output: string;
  /** CPU time of the whole process, start included; infinite when a signal ended it. */
  seconds: number;
  /** MB that the whole process had at most. */
  peak: number;
}

/** Runs one of our programs as `./lava` does. @param main its file */
export async function runMeasured(directory: string, main: string, args: string[]): Promise<Measured> {
  const peakFile = join(directory, 'peak');
  rmSync(peakFile, { force: true });
  const preload = ['--import', join(import.meta.dirname, 'report-peak.ts')];
  const child = spawn(process.execPath, [...NODE_FLAGS, ...preload, main, ...args], {
    env: {
      PATH: process.env.PATH,
      HOME: directory,
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      LAVA_TEST_PEAK: peakFile,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-100_000);
    });
  }
  const [status] = (await once(child, 'close')) as [number | null];
  const told = existsSync(peakFile) ? readFileSync(peakFile, 'utf8').split(' ') : [];
  const [peak = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY] = told.map(Number);
  return { status, output, seconds, peak };
}
