// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findProcesses } from '@lava/kit/process/hunt.ts';
import { decodeRecord, type JobRecord } from '@lava/protocol/record/record.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureDebianPackages } from '../tools/debian-packages.ts';
import { enterFirstDevice } from '../tools/demo/enter-device.ts';
import { firstJob } from '../tools/demo/first-job.ts';
import { type Lab, startLab } from '../tools/lab/lab.ts';
import { processesOf } from '../tools/lab/leftovers.ts';
import { type FileServer, serveFiles } from '../tools/payload/file-server.ts';
import { hostGuest } from '../tools/payload/guest.ts';
import { getPayload, type Payload } from '../tools/payload/payload.ts';

/** Real programs, a real guest, and `kill -9` of each of them in the middle of a job. */

let directory: string;
let payload: Payload;
let files: FileServer;
let lab: Lab;

beforeAll(async () => {
  await ensureDebianPackages(['demo']);
  directory = mkdtempSync('/var/tmp/lava-faults-');
  payload = await getPayload(hostGuest());
  files = await serveFiles(payload.directory);
  lab = await startLab({ directory });
  await enterFirstDevice(lab);
});
afterAll(async () => {
  await lab?.stop();
  await files?.close();
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

const TICKS = 60;

/** The first job, whose test counts, slowly enough to be disturbed. */
function countingJob(): string {
  return firstJob(files.url, payload.arch).replace(
    '          steps:\n',
    `          steps:\n          - n=0; while [ $n -lt ${TICKS} ]; do n=$((n+1)); echo tick $n; sleep 0.3; done\n`,
  );
}

/** Follows a job whatever happens to the server; the records as they came, and the last tick among them. */
class Watch {
  readonly records: JobRecord[] = [];
  readonly finished: Promise<void>;
  tick = 0;
  #wake: () => void = () => undefined;

  constructor(job: number) {
    this.finished = this.#follow(job);
  }

  async until(tick: number): Promise<void> {
    while (this.tick < tick) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async #follow(job: number): Promise<void> {
    for await (const event of lab.client.jobs.stream(job)) {
      if (event.type !== 'records') continue;
      for (const line of event.lines) this.#add(decodeRecord(line));
    }
  }

  #add(record: JobRecord): void {
    this.records.push(record);
    const tick = typeof record.msg === 'string' ? /^tick (\d+)/.exec(record.msg)?.[1] : undefined;
    if (tick === undefined) return;
    this.tick = Number(tick);
    this.#wake();
  }

  ticks(): number[] {
    return this.records.flatMap(({ msg }) => {
      const tick = typeof msg === 'string' ? /^tick (\d+)/.exec(msg)?.[1] : undefined;
      return tick === undefined ? [] : [Number(tick)];
    });
  }
}

async function deviceState(): Promise<string | undefined> {
  return (await lab.client.devices.get('qemu-01')).state;
}

describe('in the middle of a job', () => {
  it('server, worker and database are killed, and the job completes without a record lost or doubled', async () => {
    const { id } = await lab.client.jobs.submit(countingJob());
    const watch = new Watch(id);
    await watch.until(2);
    await lab.server.kill();
    lab.server = await lab.startServer();
    await watch.until(15);
    await lab.worker.kill();
    lab.worker = await lab.startWorker();
    await watch.until(30);
    const postmaster = readFileSync(join(directory, 'server/postgres/data/postmaster.pid'), 'utf8').split(
      '\n',
    )[0];
    process.kill(Number(postmaster), 'SIGKILL');
    await watch.finished;
    const job = await lab.client.jobs.get(id);
    expect(job).toMatchObject({ state: 'finished', health: 'complete', logComplete: true });
    expect(watch.ticks()).toEqual(Array.from({ length: TICKS }, (_, i) => i + 1));
    expect(watch.records).toHaveLength(job.records);
    const stored = (await lab.client.jobs.records(id, { limit: 100_000 })).map(decodeRecord);
    expect(stored).toEqual(watch.records);
    expect(stored.map(({ dt }) => dt)).toEqual(stored.map(({ dt }) => dt).toSorted());
    expect(await deviceState()).toBe('idle');
  });

  it('the dispatcher is killed: the job is Incomplete, QEMU is gone, the device is free', async () => {
    const { id } = await lab.client.jobs.submit(countingJob());
    const watch = new Watch(id);
    await watch.until(2);
    const jobDir = join(lab.workerDir, 'jobs', String(id));
    const ofJob = () => findProcesses({ variable: `LAVA_JOB_DIR=${jobDir}` });
    expect(ofJob().length).toBeGreaterThanOrEqual(1);
    const { pid } = JSON.parse(readFileSync(join(jobDir, 'process.json'), 'utf8'));
    process.kill(pid, 'SIGKILL');
    await watch.finished;
    const job = await lab.client.jobs.get(id);
    expect(job).toMatchObject({
      health: 'incomplete',
      error: { code: 'dispatcher-died', kind: 'infrastructure' },
    });
    expect(ofJob()).toEqual([]);
    expect(processesOf(directory).filter(({ command }) => command.includes('qemu-system'))).toEqual([]);
    expect(await deviceState()).toBe('idle');
  });
});
