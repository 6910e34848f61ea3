// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { median } from './report.ts';

const RUNS = 9;

/** Seconds of a program, process start included. @throws Error when it fails */
export function timeProgram(args: readonly string[], env = process.env): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return (performance.now() - started) / 1000;
}

/** Seconds of `node -e 0`, by which limits of time are scaled: median of nine. */
export function bareNode(): number {
  return median(Array.from({ length: RUNS }, () => timeProgram(['-e', '0'])));
}
