// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostGuest } from '@lava/guest/guest.ts';
import { firstJob } from '../tools/demo/first-job.ts';
import { timeProgram } from './bare-node.ts';
import { renderedDevice } from './device-file.ts';
import { packagedProgram } from './packaged.ts';
import { type Bench, type Figure, median } from './report.ts';

const root = join(import.meta.dirname, '..');
const RUNS = 20;

/** Whole process of `lava-run --describe` for the demo job, as a shell sees it, against a Node that does nothing. */
export const describeBench: Bench = {
  async run() {
    const directory = mkdtempSync(join(tmpdir(), 'lava-bench-'));
    try {
      const device = join(directory, 'device.yaml');
      const job = join(directory, 'job.yaml');
      const definition = firstJob(hostGuest());
      writeFileSync(job, definition);
      writeFileSync(device, renderedDevice(definition));
      const describe = ['--describe', '--device', device, job];
      const programs = {
        bare: ['-e', '0'],
        packaged: [await packagedProgram(directory, 'lava-run'), ...describe],
        source: [join(root, 'packages/dispatcher/src/main.ts'), ...describe],
      };
      const env = { ...process.env, NODE_COMPILE_CACHE: join(directory, 'compile') };
      const seconds = { bare: [], packaged: [], source: [] } as Record<keyof typeof programs, number[]>;
      for (let run = 0; run <= RUNS; run++) {
        for (const name of ['bare', 'packaged', 'source'] as const) {
          const took = timeProgram(programs[name], env);
          if (run > 0) seconds[name].push(took);
        }
      }
      const ratios = (name: 'packaged' | 'source') =>
        seconds[name].map((took, run) => took / (seconds.bare[run] ?? Number.NaN));
      return {
        method:
          '`lava-run --describe` for examples/jobs/qemu-first-job.yaml against `node -e 0`, process start included: the ' +
          `program as its package has it, and from source. ${RUNS} turns of all three after one that fills the compile ` +
          'cache; ratios are those within a turn, medians, with the middle half of them. LAVA 2023.01 needs 0.52 s.',
        figures: [
          { name: 'node -e 0', value: median(seconds.bare), unit: 's' },
          { name: 'packaged', value: median(seconds.packaged), unit: 's' },
          { name: 'from source', value: median(seconds.source), unit: 's' },
          ...ratioFigures('packaged', ratios('packaged'), 2.2),
          ...ratioFigures('from source', ratios('source'), 3),
        ],
      };
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

function ratioFigures(name: string, ratios: number[], most: number): Figure[] {
  const sorted = ratios.toSorted((a, b) => a - b);
  const quarter = Math.floor(sorted.length / 4);
  return [
    { name: `${name} against node -e 0`, value: median(ratios), unit: '×', limit: { most } },
    { name: '  middle half from', value: sorted[quarter] ?? Number.NaN, unit: '×' },
    { name: '  middle half to', value: sorted.at(-1 - quarter) ?? Number.NaN, unit: '×' },
  ];
}
