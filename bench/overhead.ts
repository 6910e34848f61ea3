// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { processStat } from '@lava/kit/process/identity.ts';
import { say } from '@lava/kit/task-line.ts';
import { processesOf } from '@lava/lab/leftovers.ts';
import { decodeRecord, type JobRecord } from '@lava/protocol/record/record.ts';
import { firstJob } from '../tools/demo/first-job.ts';
import { bareQemu } from './bare-qemu.ts';
import { type BenchLab, withLab } from './lab.ts';
import { type Bench, median } from './report.ts';

/** Pairs of runs; the first pair warms caches and is not counted. */
const PAIRS = 7;

interface JobTimes {
  /** Seconds. */
  total: number;
  untilQemu: number;
  afterSignal: number;
}

/** The demo job against the bare `qemu` command, run by turns so that both see the same machine. */
export const overhead: Bench = {
  run: () =>
    withLab(async (lab) => {
      const bare: number[] = [];
      const jobs: JobTimes[] = [];
      for (let pair = 0; pair <= PAIRS; pair++) {
        const qemu = await bareQemu(lab.payload);
        const times = await timeJob(lab);
        say(`pair ${pair}: qemu ${qemu.toFixed(2)} s, job ${times.total.toFixed(2)} s`);
        if (pair === 0) continue;
        bare.push(qemu);
        jobs.push(times);
      }
      const total = median(jobs.map((times) => times.total));
      const qemu = median(bare);
      return {
        method:
          `examples/jobs/qemu-first-job.yaml from submit to Finished, against the qemu command that it comes down to, ` +
          `with the same kernel and ramdisk and the steps typed at the prompt. ${PAIRS} pairs by turns after one that ` +
          `warms caches; medians. LAVA 2023.01, tuned: 8.4 s against 4.6 s.`,
        figures: [
          { name: 'bare qemu', value: qemu, unit: 's' },
          { name: 'job, submit to Finished', value: total, unit: 's' },
          { name: 'overhead', value: total - qemu, unit: 's' },
          { name: 'ratio', value: total / qemu, unit: '×', limit: { most: 1.1 } },
          {
            name: 'submit to QEMU process',
            value: median(jobs.map((times) => times.untilQemu)),
            unit: 's',
            limit: { most: 0.3 },
          },
          {
            name: 'last signal to Finished',
            value: median(jobs.map((times) => times.afterSignal)),
            unit: 's',
            limit: { most: 0.3 },
          },
        ],
      };
    }),
};

async function timeJob({ client, files, payload, workerDir }: BenchLab): Promise<JobTimes> {
  const definition = firstJob(payload.arch, files.url);
  const submitted = Date.now();
  const { id } = await client.jobs.submit(definition);
  let qemuStart: number | undefined;
  let lastSignal: number | undefined;
  let finished: number | undefined;
  for await (const event of client.jobs.stream(id)) {
    if (event.type === 'job' && event.job.state === 'finished') finished ??= Date.now();
    if (event.type !== 'records') continue;
    for (const record of event.lines.map(decodeRecord)) {
      if (isConsole(record)) qemuStart ??= qemuStartTime(workerDir);
      if (isTestResult(record)) lastSignal = Date.parse(record.dt);
    }
  }
  const job = await client.jobs.get(id);
  if (job.health !== 'complete') throw new Error(`job ${id} is ${job.health}: ${job.error?.message}`);
  if (qemuStart === undefined || lastSignal === undefined)
    throw new Error(`job ${id}: no QEMU or no test was seen`);
  const end = finished ?? Date.now();
  return {
    total: (end - submitted) / 1000,
    untilQemu: (qemuStart - submitted) / 1000,
    afterSignal: (end - lastSignal) / 1000,
  };
}

function isConsole({ lvl }: JobRecord): boolean {
  return lvl === 'target';
}

function isTestResult({ lvl, msg }: JobRecord): boolean {
  return lvl === 'results' && typeof msg !== 'string' && msg.definition !== 'lava';
}

/** When the job's QEMU was started, milliseconds since the epoch, by the kernel's own clock (ticks of 10 ms). */
function qemuStartTime(workerDir: string): number | undefined {
  const qemu = processesOf(workerDir).find(({ command }) =>
    /\bqemu-system-/.test(command.split(' ')[0] ?? ''),
  );
  const stat = qemu && processStat(qemu.pid);
  if (!stat) return undefined;
  const uptime = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
  return Date.now() - (uptime - Number(stat.start) / 100) * 1000;
}
