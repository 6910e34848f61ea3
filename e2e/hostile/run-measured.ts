// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { NODE_FLAGS } from '@lava/kit/process/node-flags.ts';

const ROOT = join(import.meta.dirname, '../..');

export interface Measured {
  /** Undefined when a signal ended it. */
  status: number | null;
  output: string;
  /** Of the whole process, start included. */
  seconds: number;
  /** MB that the whole process had at most. */
  peak: number;
}

/** Runs one of our programs as `./lava` does. @param main below the root, `packages/cli/src/main.ts` */
export async function runMeasured(directory: string, main: string, args: string[]): Promise<Measured> {
  const peakFile = join(directory, 'peak');
  rmSync(peakFile, { force: true });
  const started = performance.now();
  const preload = ['--import', join(import.meta.dirname, 'report-peak.ts')];
  const child = spawn(process.execPath, [...NODE_FLAGS, ...preload, join(ROOT, main), ...args], {
    env: { PATH: process.env.PATH, HOME: directory, LAVA_TEST_PEAK: peakFile },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-100_000);
    });
  }
  const [status] = (await once(child, 'close')) as [number | null];
  const seconds = (performance.now() - started) / 1000;
  const peak = existsSync(peakFile) ? Number(readFileSync(peakFile, 'utf8')) : Number.POSITIVE_INFINITY;
  return { status, output, seconds, peak };
}
