// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProcesses } from '@lava/kit/process/hunt.ts';
import type { Place } from '@lava/lab/boards/place.ts';
import type { Lab } from '@lava/lab/lab.ts';
import type { Heap } from './heap.ts';

/** Longest that everything may take to come to rest after a job, milliseconds. */
const PATIENCE = 20_000;

/** What must not grow, while nothing runs. */
export interface Sample {
  serverHeap: number;
  workerHeap: number;
  serverMemory: number;
  workerMemory: number;
  serverFiles: number;
  workerFiles: number;
  serverProcesses: number;
  workerProcesses: number;
  boardProcesses: number;
  workerLeases: number;
  serverLeases: number;
}

export interface Subject {
  lab: Lab;
  boards: Place;
  heaps: { server: Heap; worker: Heap };
}

/** As soon as no job is left on server and worker, or after the patience, so that what stays is seen. */
export async function takeSample({ lab, boards, heaps }: Subject): Promise<Sample> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const sample = await look(lab, boards);
    const atRest = sample.serverLeases === 0 && sample.workerLeases === 0;
    if (atRest || performance.now() > deadline)
      return { serverHeap: await heaps.server.live(), workerHeap: await heaps.worker.live(), ...sample };
    await sleep(100);
  }
}

async function look(
  { server, worker, workerDir, client }: Lab,
  boards: Place,
): Promise<Omit<Sample, 'serverHeap' | 'workerHeap'>> {
  const devices = await client.devices.list({ limit: 200 });
  const [ofServer, ofWorker] = descendants(server.pid, worker.pid);
  return {
    serverMemory: memoryMb(server.pid),
    workerMemory: memoryMb(worker.pid),
    serverFiles: openFiles(server.pid),
    workerFiles: openFiles(worker.pid),
    serverProcesses: ofServer,
    workerProcesses: ofWorker,
    boardProcesses: findProcesses({ variable: `LAVA_LAB=${boards.directory}` }).length,
    // A job has its directory until all its leases are returned, and another one with what it serves.
    workerLeases: jobDirectories(`${workerDir}/jobs`) + readdirSync(boards.tftp).length,
    serverLeases: devices.items.filter(({ currentJob }) => currentJob !== null).length,
  };
}

/** Directories of jobs; the one of a dispatcher that waits for a job is none. */
function jobDirectories(path: string): number {
  return readdirSync(path).filter((name) => !name.startsWith('.standby-')).length;
}

/** Memory that the process has for itself: without files that it has mapped. */
function memoryMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** How many children of children each has, without those that have died in between. */
function descendants(...roots: number[]): [number, number] {
  const childrenOf = (pid: number): number[] => {
    try {
      const text = readdirSync(`/proc/${pid}/task`).map((task) =>
        readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8'),
      );
      return text.join(' ').split(/\s+/).filter(Boolean).map(Number);
    } catch {
      return [];
    }
  };
  const count = (pid: number): number => childrenOf(pid).reduce((sum, child) => sum + 1 + count(child), 0);
  return [count(roots[0] ?? 0), count(roots[1] ?? 0)];
}
