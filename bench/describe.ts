// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstJob } from '../tools/demo/first-job.ts';
import { hostGuest } from '../tools/payload/guest.ts';
import { renderedDevice } from './device-file.ts';
import { type Bench, median } from './report.ts';

const root = join(import.meta.dirname, '..');
const RUNS = 15;

/** Whole process of `lava-run --describe` for the demo job, as a shell sees it. */
export const describeBench: Bench = {
  async run() {
    const directory = mkdtempSync(join(tmpdir(), 'lava-bench-'));
    try {
      const device = join(directory, 'device.yaml');
      const job = join(directory, 'job.yaml');
      const definition = firstJob(hostGuest());
      writeFileSync(job, definition);
      writeFileSync(device, renderedDevice(definition));
      const args = [join(root, 'packages/dispatcher/src/main.ts'), '--describe', '--device', device, job];
      // The compile cache is what a daemon that started jobs before has.
      const env = { ...process.env, NODE_COMPILE_CACHE: join(directory, 'compile') };
      const seconds: number[] = [];
      for (let run = 0; run <= RUNS; run++) {
        const started = performance.now();
        const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
        if (status !== 0) throw new Error(`lava-run --describe ended with ${status}: ${stderr}`);
        if (run > 0) seconds.push((performance.now() - started) / 1000);
      }
      return {
        method:
          `wall time of \`lava-run --describe\` for examples/jobs/qemu-first-job.yaml, process start included; ` +
          `${RUNS} runs after one that fills the compile cache. LAVA 2023.01 needs 0.52 s.`,
        figures: [
          { name: 'median', value: median(seconds), unit: 's', limit: { most: 0.25 } },
          { name: 'fastest', value: Math.min(...seconds), unit: 's' },
          { name: 'slowest', value: Math.max(...seconds), unit: 's' },
        ],
      };
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};
