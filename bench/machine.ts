// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';

/** What a figure was measured on; a figure without it means nothing. */
export interface Machine {
  system: string;
  kernel: string;
  processor: string;
  cores: number;
  memoryGb: number;
  node: string;
  /** Load average of the last minute when the bench began. */
  load: number;
}

export function describeMachine(): Machine {
  return {
    system: /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'unknown',
    kernel: release(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}
