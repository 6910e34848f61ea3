// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { say } from '@lava/kit/task-line.ts';
import type { Lab } from '@lava/lab/lab.ts';
import { endLeftovers } from '@lava/lab/leftovers.ts';
import { ensureDebianPackages } from '../../tools/debian-packages.ts';
import { boardsPlace, endBoards } from '../../tools/demo/board.ts';
import { startBoardLab } from '../../tools/demo/demo-lab.ts';
import { boardJob, IMAGES } from '../../tools/demo/first-job.ts';
import { type Bench, type Figure, median } from '../report.ts';
import { growth } from './growth.ts';
import { HEAP_SETTINGS, Heap } from './heap.ts';
import { type Sample, type Subject, takeSample } from './sample.ts';

const BOARDS = 2;
const JOBS = 200;
/** Fewer have no second half that says anything. */
const FEWEST = 8;
/** MB for each job. The server keeps lines of logs that were read, up to 32 MB; V8 compiles what is used often. */
const LEAK = { objects: 0.25, memory: 0.5 };
/** Jobs from which on the memory of the processes is judged too. */
const SETTLED = 50;
/** Of files, processes and leases, over the whole second half. */
const STRAYS = 3;

const UNITS: Record<keyof Sample, { name: string; unit: string }> = {
  serverHeap: { name: 'objects of the server', unit: 'MB' },
  workerHeap: { name: 'objects of the worker', unit: 'MB' },
  serverMemory: { name: 'memory of the server', unit: 'MB' },
  workerMemory: { name: 'memory of the worker', unit: 'MB' },
  serverFiles: { name: 'open files of the server', unit: 'files' },
  workerFiles: { name: 'open files of the worker', unit: 'files' },
  serverProcesses: { name: 'processes of the server', unit: 'processes' },
  workerProcesses: { name: 'processes of the worker', unit: 'processes' },
  boardProcesses: { name: 'processes of the boards', unit: 'processes' },
  workerLeases: { name: 'leases of the worker', unit: 'leases' },
  serverLeases: { name: 'leases of the server', unit: 'leases' },
};

/** Many jobs on two virtual boards: all are Complete, and nothing grows. */
export const soak: Bench = {
  async run(args) {
    const { jobs, short } = optionsOf(args);
    await ensureDebianPackages(['demo', 'board']);
    const directory = mkdtempSync(join('/var/tmp', 'lava-soak-'));
    const end = async () => {
      await endBoards(directory);
      await endLeftovers(directory, 10_000);
      rmSync(directory, { recursive: true, force: true });
    };
    // The lab's programs have sessions of their own: Ctrl-C does not reach them by itself.
    const interrupt = () => void end().finally(() => process.exit(130));
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupt);
    let lab: Lab | undefined;
    try {
      Object.assign(process.env, HEAP_SETTINGS);
      lab = await startBoardLab({ directory, progress: say, boards: BOARDS });
      const heaps = { server: await Heap.open(lab.server), worker: await Heap.open(lab.worker) };
      const subject = { lab, boards: boardsPlace(directory), heaps };
      return await measure(subject, { jobs, definition: short ? shortJob() : boardJob().text, short });
    } finally {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, interrupt);
      await lab?.stop();
      await end();
    }
  },
};

/** @throws Error for what it does not know */
function optionsOf(args: string[]): { jobs: number; short: boolean } {
  const { values } = parseArgs({
    args,
    options: { jobs: { type: 'string', default: String(JOBS) }, short: { type: 'boolean', default: false } },
  });
  const jobs = Number(values.jobs);
  if (Number.isInteger(jobs) && jobs >= FEWEST && jobs <= 100_000 && jobs % BOARDS === 0)
    return { jobs, short: values.short };
  throw new Error(`--jobs must be an even number from ${FEWEST} to 100000, found ${values.jobs}`);
}

/** Power, U-Boot, DHCP and TFTP of a small file, which U-Boot then has in its memory; no Linux. */
function shortJob(): string {
  const url = `file://${IMAGES}/arm64/ramdisk.cpio.gz`;
  const commands = [
    ...['setenv autoload no', 'dhcp', 'setenv serverip 10.0.2.2', 'tftp {KERNEL_ADDR} {KERNEL}'],
    `crc32 {KERNEL_ADDR} ${'$'}{filesize}`,
  ];
  return JSON.stringify({
    ...{ job_name: 'soak', device_type: 'virtual-uboot-arm64', visibility: 'public', priority: 'medium' },
    timeouts: { job: { minutes: 5 }, action: { minutes: 2 } },
    actions: [
      { deploy: { to: 'tftp', kernel: { url, type: 'image' } } },
      { boot: { method: 'bootloader', bootloader: 'u-boot', prompts: ['=> '], commands } },
    ],
  });
}

interface Work {
  jobs: number;
  definition: string;
  short: boolean;
}

async function measure(subject: Subject, { jobs, definition, short }: Work) {
  const samples: Sample[] = [];
  const failed: string[] = [];
  const seconds: number[] = [];
  for (let done = 0; done < jobs; done += BOARDS) {
    const began = performance.now();
    const ends = await Promise.all(Array.from({ length: BOARDS }, () => runJob(subject.lab, definition)));
    seconds.push((performance.now() - began) / 1000);
    failed.push(...ends.filter((problem) => problem !== undefined));
    const sample = await takeSample(subject);
    samples.push(sample);
    const { serverHeap, workerHeap } = sample;
    say(
      `${done + BOARDS} jobs: server ${serverHeap.toFixed(2)} MB, worker ${workerHeap.toFixed(2)} MB of objects`,
    );
  }
  for (const problem of failed) say(problem);
  return {
    method:
      `${jobs} jobs on ${BOARDS} virtual boards (U-Boot under QEMU, ser2net, pdudaemon, TFTP), one on each at a time: ` +
      `${short ? 'power, DHCP and TFTP in U-Boot' : 'examples/jobs/u-boot-first-job.yaml, with Linux and its tests'}. ` +
      'After each pair, as soon as no job is left, server, worker and boards are looked at: ' +
      'objects and buffers after a collection of garbage, memory that is their own (RssAnon, with what V8 keeps), open files, processes with all below them, directories of jobs and of files served (the worker’s leases), ' +
      'devices with a job (the server’s). Growth is over the second half: the median slope between all pairs of ' +
      'samples (Theil-Sen), times its length.',
    figures: [
      { name: 'jobs that are not Complete', value: failed.length, unit: 'jobs', limit: { most: 0 } },
      { name: 'a pair of jobs', value: median(seconds), unit: 'seconds' },
      ...figuresOf(samples, jobs),
    ],
  };
}

function figuresOf(samples: Sample[], jobs: number): Figure[] {
  return (Object.keys(UNITS) as (keyof Sample)[]).flatMap((key) => {
    const { name, unit } = UNITS[key];
    const values = samples.map((sample) => sample[key]);
    const objects = name.startsWith('objects');
    const most = unit === 'MB' ? ((objects ? LEAK.objects : LEAK.memory) * jobs) / 2 : STRAYS;
    // What V8 keeps moves by more than few jobs could lose.
    const judged = unit !== 'MB' || objects || jobs >= SETTLED;
    return [
      { name: `${name} at the end`, value: values.at(-1) ?? Number.NaN, unit },
      {
        ...{ name: '  growth over the second half', value: growth(values), unit },
        ...(judged && { limit: { most } }),
      },
    ];
  });
}

/** @returns what is wrong when the job is not Complete */
async function runJob({ client }: Lab, definition: string): Promise<string | undefined> {
  const { id } = await client.jobs.submit(definition);
  for await (const event of client.jobs.stream(id)) {
    if (event.type === 'lost') throw event.error;
  }
  const { health, error } = await client.jobs.get(id);
  return health === 'complete' ? undefined : `job ${id} is ${health}: ${error?.message ?? 'no reason given'}`;
}
