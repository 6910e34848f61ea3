// SPDX-License-Identifier: Apache-2.0

import { say } from '@lava/kit/task-line.ts';
import { decodeRecord } from '@lava/protocol/record/record.ts';
import { firstJob } from '../tools/demo/first-job.ts';
import { bareQemu } from './bare-qemu.ts';
import { type BenchLab, withLab } from './lab.ts';
import { type Bench, median } from './report.ts';

const PAIRS = 3;
const LINES = 100_000;
const LINE = 'a line of a test that prints very much, as some do';
const STEP = `yes "${LINE}" | head -n ${LINES}`;

/** The demo job with a step that prints much, against the bare `qemu` command with the same step typed, by turns. */
export const lines: Bench = {
  run: () =>
    withLab(async (lab) => {
      const bare: number[] = [];
      const jobs: number[] = [];
      for (let pair = 0; pair < PAIRS; pair++) {
        bare.push(await bareQemu(lab.payload, [STEP]));
        jobs.push(await timeJob(lab));
        say(`pair ${pair}: qemu ${bare.at(-1)?.toFixed(2)} s, job ${jobs.at(-1)?.toFixed(2)} s`);
      }
      const ratio = median(jobs) / median(bare);
      return {
        method:
          `examples/jobs/qemu-first-job.yaml with a step that prints ${LINES} lines of ${LINE.length} characters, from ` +
          `submit to Finished, against the qemu command with the same steps typed. ${PAIRS} pairs by turns; medians. ` +
          `Every line must be in the stored log.`,
        figures: [
          { name: 'bare qemu', value: median(bare), unit: 's' },
          { name: 'job, submit to Finished', value: median(jobs), unit: 's' },
          { name: 'ratio', value: ratio, unit: '×', limit: { most: 1.07 } },
        ],
      };
    }),
};

async function timeJob({ client, files, payload }: BenchLab): Promise<number> {
  const definition = firstJob(payload.arch, files.url);
  const more = `          steps:\n          - ${STEP}\n`;
  const started = performance.now();
  const { id } = await client.jobs.submit(definition.replace('          steps:\n', more));
  let seconds = 0;
  let printed = 0;
  for await (const event of client.jobs.stream(id)) {
    if (event.type === 'job' && event.job.state === 'finished')
      seconds ||= (performance.now() - started) / 1000;
    if (event.type === 'records')
      printed += event.lines.filter((line) => decodeRecord(line).msg === LINE).length;
  }
  const job = await client.jobs.get(id);
  if (job.health !== 'complete') throw new Error(`job ${id} is ${job.health}: ${job.error?.message}`);
  if (printed !== LINES) throw new Error(`job ${id}: ${printed} of ${LINES} lines are in the log`);
  return seconds;
}
