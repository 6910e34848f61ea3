// SPDX-License-Identifier: Apache-2.0
import { followJob } from '@lava/cli/follow/follow.ts';
import { createRenderer, type Renderer } from '@lava/cli/follow/render.ts';
import { createScreen, type Screen } from '@lava/cli/follow/screen.ts';
import { verdictLine } from '@lava/cli/follow/summary.ts';
import { table } from '@lava/cli/output/table.ts';
import { colourful, painter } from '@lava/cli/output/terminal.ts';
import type { GuestArch } from '@lava/guest/guest.ts';
import { say } from '@lava/kit/task-line.ts';
import type { Job, TestResult } from '@lava/protocol/api/jobs.ts';
import { EXPECTED, firstJob, judge } from '../first-job.ts';
import { type HostsLab, WORKERS } from './machines.ts';

export interface TwoJobs {
  ok: boolean;
  problems: string[];
  jobs: { id: number; worker: string; health: string; seconds: number; results: Record<string, string> }[];
  /** Of daemons, while both jobs ran. */
  restarts: { host: string; service: string; seconds: number }[];
}

/** How long the tests of a job run at least, seconds: long enough for every daemon to be restarted meanwhile. */
const LENGTH = 15;

const RESTARTS = [
  ...WORKERS.map((host) => ({ host, service: 'lava-slave' })),
  { host: 'master', service: 'lava-master' },
  { host: 'master', service: 'lava-server' },
] as const;

/** The example on both workers at the same time, shown live on stderr; in its middle every daemon of the lab is restarted. */
export async function runTwoJobs(lab: HostsLab, arch: GuestArch, signal: AbortSignal): Promise<TwoJobs> {
  const { client } = lab;
  const colour = colourful(process.stderr);
  const paint = painter(colour);
  const shared = createScreen(process.stderr);
  const statuses = new Map<string, string>();
  const running = WORKERS.map(async (worker) => {
    const tag = paint('cyan', worker);
    const screen = screenOf(worker, tag, shared, statuses);
    const renderer = createRenderer({ line: screen.line, colour });
    const { id } = await client.jobs.submit(longJob(arch, `${worker}-qemu`));
    screen.line(`job ${id}: ${lab.url}/jobs/${id}`);
    return { worker, id, renderer, end: followJob({ client, id, signal, screen, renderer }) };
  });
  const jobs = await Promise.all(running);
  const ends = Promise.all(jobs.map(({ end }) => end));
  ends.catch(() => undefined); // awaited below, after the restarts
  const restarts: TwoJobs['restarts'] = [];
  await Promise.race([
    ends,
    inTests(
      jobs.map(({ renderer }) => renderer),
      signal,
    ),
  ]);
  for (const { host, service } of RESTARTS) {
    const started = performance.now();
    await lab.hosts[host].sh(`service ${service} restart`);
    const seconds = Math.round(performance.now() - started) / 1000;
    restarts.push({ host, service, seconds });
    shared.line(`${paint('magenta', host)} service ${service} restart: ${seconds.toFixed(1)} s`);
  }
  const inTheMiddle = jobs.every(({ renderer }) => !isOver(renderer));
  await ends;
  shared.close();
  return summary(
    lab,
    jobs.map(({ id, worker }) => ({ id, worker })),
    restarts,
    inTheMiddle,
  );
}

async function summary(
  { client }: HostsLab,
  ended: { id: number; worker: string }[],
  restarts: TwoJobs['restarts'],
  inTheMiddle: boolean,
): Promise<TwoJobs> {
  const paint = painter(colourful(process.stderr));
  const problems = inTheMiddle ? [] : ['a job ended before every daemon was restarted'];
  const found: { job: Job; worker: string; results: TestResult[] }[] = [];
  for (const { id, worker } of ended) {
    const [job, { items: results }] = await Promise.all([client.jobs.get(id), client.jobs.results(id)]);
    found.push({ job, worker, results });
    problems.push(...judge(job, results).map((problem) => `${worker}: ${problem}`));
    if (job.worker !== worker) problems.push(`job ${id} ran on ${job.worker}, not on ${worker}`);
  }
  const rows = Object.keys(EXPECTED).map((path) => [
    path,
    ...found.map(({ results }) => {
      const result = verdictOf(results, path);
      return paint(result === EXPECTED[path] ? 'green' : 'red', result);
    }),
  ]);
  say(`\n${table(['TEST CASE', ...WORKERS.map((worker) => `ON ${worker}`)], rows)}\n`);
  for (const { job } of found) say(verdictLine(job, paint));
  for (const problem of problems) say(paint('red', `not as expected: ${problem}`));
  return {
    ok: problems.length === 0,
    problems,
    restarts,
    jobs: found.map(({ job, worker, results }) => ({
      ...{ id: job.id, worker, health: job.health },
      seconds: (Date.parse(job.endTime ?? '') - Date.parse(job.submitTime)) / 1000,
      results: Object.fromEntries(Object.keys(EXPECTED).map((path) => [path, verdictOf(results, path)])),
    })),
  };
}

function verdictOf(results: TestResult[], path: string): string {
  const [name, set = null] = path.split('/').reverse();
  return results.find((result) => result.name === name && result.set === set)?.result ?? 'missing';
}

/** The example for one device, with something to do for a while. */
function longJob(arch: GuestArch, device: string): string {
  return firstJob(arch)
    .replace('device_type: qemu\n', `device_type: qemu\ndevice: ${device}\n`)
    .replace(
      '          steps:\n',
      `          steps:\n          - for i in $(seq ${LENGTH}); do echo "second $i of ${LENGTH}"; sleep 1; done\n`,
    );
}

/** A part of the one screen: lines say whose they are, and the status line has what every job does. */
function screenOf(worker: string, tag: string, shared: Screen, statuses: Map<string, string>): Screen {
  const status = (text: string | undefined) => {
    if (text === undefined) statuses.delete(worker);
    else statuses.set(worker, text);
    const all = [...statuses].map(([name, each]) => `${name}: ${each}`).join(' | ');
    shared.status(all || undefined);
  };
  return { line: (text) => shared.line(`${tag} ${text}`), status, close: () => status(undefined) };
}

/** How often it is looked whether both are so far, milliseconds. */
const LOOK = 100;

/** Resolves when the tests of all run. */
function inTests(renderers: Renderer[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      if (signal.aborted) reject(signal.reason);
      else if (renderers.every(isInTests)) resolve();
      else return;
      clearInterval(timer);
    }, LOOK);
    timer.unref();
  });
}

const isInTests = ({ view }: Renderer) =>
  [...view.steps.values()].some(({ name }) => name === 'lava-test-shell');
const isOver = ({ view }: Renderer) =>
  [...view.steps.values()].some(({ name, ok }) => name === 'lava-test-shell' && ok !== undefined);
