// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processesOf } from '@lava/lab/leftovers.ts';
import { decodeRecord } from '@lava/protocol/record/record.ts';
import { firstJob } from '../tools/demo/first-job.ts';
import { startApiProcess } from './api-process.ts';
import { type BenchLab, withLab } from './lab.ts';
import { labOfSize } from './lab-of-size.ts';
import { packagedProgram } from './packaged.ts';
import type { Bench, Figure } from './report.ts';

/** How long everything is left alone before it is looked at, milliseconds. */
const IDLE = 10_000;

/** Resident memory of what waits: server and worker after a job, and a dispatcher whose test sleeps. */
export const memory: Bench = {
  run: () =>
    withLab(async (lab) => {
      await runToEnd(lab, firstJob(lab.payload.arch, lab.files.url));
      const dispatcher = await waitingDispatcher(lab);
      await sleep(IDLE);
      return {
        method:
          `VmRSS of each process (the database not counted) ${IDLE / 1000} s after a job was run; of the dispatcher ` +
          `while the guest's test sleeps.`,
        figures: [
          ...(await rolesApart()),
          { name: 'server', value: residentMb(lab.server.pid), unit: 'MB', limit: { most: 200 } },
          { name: 'worker', value: residentMb(lab.worker.pid), unit: 'MB', limit: { most: 100 } },
          { name: 'waiting lava-run', value: dispatcher, unit: 'MB', limit: { most: 100 } },
        ],
      };
    }),
};

async function runToEnd({ client }: BenchLab, definition: string): Promise<void> {
  const { id } = await client.jobs.submit(definition);
  for await (const event of client.jobs.stream(id)) {
    if (event.type === 'lost') throw event.error;
  }
}

async function waitingDispatcher(lab: BenchLab): Promise<number> {
  const definition = firstJob(lab.payload.arch, lab.files.url).replace(
    '          steps:\n',
    '          steps:\n          - echo now-sleeping; sleep 60\n',
  );
  const { id } = await lab.client.jobs.submit(definition);
  for await (const event of lab.client.jobs.stream(id)) {
    if (event.type !== 'records') continue;
    const texts = event.lines.map((line) => decodeRecord(line).msg);
    if (texts.some((text) => typeof text === 'string' && text.trim() === 'now-sleeping')) break;
  }
  await sleep(IDLE);
  const run = processesOf(lab.workerDir).find(({ command }) => command.includes('--job-dir'));
  if (!run) throw new Error(`job ${id}: its dispatcher is not there`);
  const resident = residentMb(run.pid);
  await lab.client.jobs.cancel(id);
  return resident;
}

/** As a package with the roles apart runs them. */
async function rolesApart(): Promise<Figure[]> {
  const lab = await labOfSize({ devices: 10, types: 2, workers: 2, queued: 0 });
  const directory = mkdtempSync(join(tmpdir(), 'lava-bench-'));
  const program = await packagedProgram(directory, 'lava-server');
  const api = await startApiProcess(lab, {}, ['api'], program);
  const master = await startApiProcess(lab, {}, ['master'], program);
  try {
    await sleep(IDLE);
    const [one, two] = [residentMb(api.child.pid ?? 0), residentMb(master.child.pid ?? 0)];
    return [
      { name: 'role api', value: one, unit: 'MB' },
      { name: 'role master', value: two, unit: 'MB' },
      { name: 'both together', value: one + two, unit: 'MB', limit: { most: 250 } },
    ];
  } finally {
    await master.stop();
    await api.stop();
    rmSync(directory, { recursive: true });
    await lab.close();
  }
}

function residentMb(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}
