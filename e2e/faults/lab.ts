// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostGuest } from '@lava/guest/guest.ts';
import { getPayload, type Payload } from '@lava/guest/payload.ts';
import { type FileServer, serveFiles } from '@lava/lab/file-server.ts';
import { type Lab, type LabOptions, startLab } from '@lava/lab/lab.ts';
import { processesOf } from '@lava/lab/leftovers.ts';
import type { Job, TestResult } from '@lava/protocol/api/jobs.ts';
import { decodeRecord, type JobRecord } from '@lava/protocol/record/record.ts';
import { enterFirstDevice } from '../../tools/demo/enter-device.ts';
import { type JobText, jobText } from './job-text.ts';

/** How long anything that should happen soon may take, milliseconds; the machine may be very busy. */
const SOON = 120_000;

/** How long a job may take to its end: its own limits end it before. */
const END = 480_000;

/** Server, database, worker, dispatcher and QEMU, all real, in processes of their own. */
export interface FaultLab {
  lab: Lab;
  payload: Payload;
  files: FileServer;
  directory: string;
  /** Submits a job for the lab's device; the text is that of a good job with what the test changes. */
  submit(change?: JobText): Promise<number>;
  /** Resolves when a record of the job has this text. */
  logs(id: number, text: string): Promise<void>;
  /** Waits for the end, and gives everything the job left. */
  finished(id: number): Promise<Outcome>;
  /** Repeats `look` until it gives something. @throws Error saying what did not happen */
  soon<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T>;
  close(): Promise<void>;
}

export interface Outcome {
  job: Job;
  records: JobRecord[];
  /** Of test definitions; those of the suite `lava` are in `steps`. */
  cases: TestResult[];
  steps: TestResult[];
}

export async function startFaultLab(options: Pick<LabOptions, 'workerPorts'> = {}): Promise<FaultLab> {
  // Below /var/tmp, since PostgreSQL's own user must be able to reach it when root runs the tests.
  const directory = mkdtempSync('/var/tmp/lava-faults-');
  const payload = await getPayload(hostGuest());
  const files = await serveFiles(payload.directory);
  const lab = await startLab({ directory, fileDirs: directory, ...options });
  await enterFirstDevice(lab);
  const { client } = lab;

  async function soon<T>(
    what: string,
    look: () => Promise<T | undefined> | T | undefined,
    patience = SOON,
  ): Promise<T> {
    const deadline = performance.now() + patience;
    for (;;) {
      // The server may be down at this moment: that is what is tested.
      const found = await Promise.resolve(look()).catch(() => undefined);
      if (found !== undefined) return found;
      if (performance.now() > deadline) throw new Error(`not within ${patience / 1000} s: ${what}`);
      await sleep(50);
    }
  }

  async function records(id: number): Promise<JobRecord[]> {
    const found: JobRecord[] = [];
    for (;;) {
      const lines = await client.jobs.records(id, { from: found.length, limit: 100_000 });
      if (lines.length === 0) return found;
      for (const line of lines) found.push(decodeRecord(line));
    }
  }

  return {
    ...{ lab, payload, files, directory, soon },
    async submit(change = {}) {
      return (await client.jobs.submit(jobText(files.url, payload.arch, change))).id;
    },
    async logs(id, text) {
      let next = 0;
      await soon(`job ${id} logs ${text}`, async () => {
        const lines = await client.jobs.records(id, { from: next, limit: 10_000 });
        next += lines.length;
        return lines.some((line) => line.includes(text)) || undefined;
      });
    },
    async finished(id) {
      const whole = async () => {
        const found = await client.jobs.get(id);
        return found.state === 'finished' && found.logComplete ? found : undefined;
      };
      const job = await soon(`job ${id} is finished with all of its log`, whole, END);
      const { items: results } = await client.jobs.results(id, { limit: 1000 });
      return {
        job,
        records: await records(id),
        cases: results.filter(({ suite }) => suite !== 'lava'),
        steps: results.filter(({ suite }) => suite === 'lava'),
      };
    },
    async close() {
      await lab.stop();
      await files.close();
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** QEMUs that jobs of this lab run. */
export function qemus({ lab }: FaultLab): number[] {
  return processesOf(lab.workerDir)
    .filter(({ command }) => /qemu-system-/.test(command.split(' ')[0] ?? ''))
    .map(({ pid }) => pid);
}

/** Dispatchers that run jobs of this lab. */
export function dispatchers({ lab }: FaultLab): number[] {
  return processesOf(lab.workerDir)
    .filter(({ command }) => command.includes('--job-dir'))
    .filter(({ command }) => !/qemu-system-/.test(command))
    .map(({ pid }) => pid);
}
