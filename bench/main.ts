// SPDX-License-Identifier: Apache-2.0
import { bareNode } from './bare-node.ts';
import { describeMachine, type Machine } from './machine.ts';
import { type Bench, type BenchReport, type Figure, scaled, withinLimit } from './report.ts';

/** Seconds of `node -e 0` on the machine whose time limits are in the benches. */
const REFERENCE = 0.045;

/** By name; loaded only when asked for. */
const BENCHES: Record<string, { summary: string; load: () => Promise<Bench> }> = {
  clients: {
    summary: 'jobs, lists and submits a second as clients of LAVA ask for them, with 100,000 jobs',
    load: async () => (await import('./clients.ts')).clients,
  },
  describe: {
    summary: 'lava-run --describe of the demo job, the whole process, against node -e 0',
    load: async () => (await import('./describe.ts')).describeBench,
  },
  history: {
    summary:
      'ingest with 4, 1,000 and 10,000 active jobs, and during deletion of 100,000 jobs (--short: 10,000)',
    load: async () => (await import('./history.ts')).history,
  },
  ingest: {
    summary: 'records per second from the spools of one and four jobs until they are durable at the server',
    load: async () => (await import('./ingest.ts')).ingest,
  },
  jinja: {
    summary: "all device types of Debian: rendered by Python's jinja2 and by us",
    load: async () => (await import('./jinja.ts')).jinja,
  },
  lines: {
    summary: 'a job that prints 100,000 lines against the bare qemu command that prints them too',
    load: async () => (await import('./lines.ts')).lines,
  },
  lists: {
    summary: 'first pages of all lists, and jobs a second, with a million jobs',
    load: async () => (await import('./lists.ts')).lists,
  },
  memory: {
    summary: 'resident memory of an idle server, an idle worker and a waiting dispatcher',
    load: async () => (await import('./memory.ts')).memory,
  },
  queue: {
    summary: 'a pass of the scheduler with long queues, a submit until it has its device, a change of health',
    load: async () => (await import('./queue.ts')).queue,
  },
  soak: {
    summary: '200 jobs (--jobs N) on two virtual boards: all Complete, nothing grows; --short without Linux',
    load: async () => (await import('./soak/soak.ts')).soak,
  },
  submit: {
    summary: 'jobs that are validated and stored a second',
    load: async () => (await import('./submit.ts')).submit,
  },
  overhead: {
    summary: 'the demo job against the bare qemu command with the same guest and script',
    load: async () => (await import('./overhead.ts')).overhead,
  },
  plan: {
    summary: 'plans of 1,000 jobs in one process, all methods in turn',
    load: async () => (await import('./plan.ts')).planBench,
  },
  web: {
    summary: 'the job page in Chromium against a bare static page, and a log of 100,000 lines at any line',
    load: async () => (await import('./web.ts')).web,
  },
};

/** `./lava bench NAME [--json] [its own options]`; 1 when a figure misses its limit. */
export async function bench(args: string[]): Promise<number> {
  const json = args.includes('--json');
  const [name = '', ...rest] = args.filter((arg) => arg !== '--json');
  const entry = BENCHES[name];
  if (!entry) {
    const known = Object.entries(BENCHES).map(
      ([key, { summary }]) => `  ./lava bench ${key.padEnd(10)} ${summary}\n`,
    );
    process.stderr.write(`Benches [--json]:\n${known.join('')}`);
    return name === '' || name === '--help' ? 0 : 2;
  }
  const machine = describeMachine();
  const before = bareNode();
  const { method, figures } = await (await entry.load()).run(rest);
  const bare = (before + bareNode()) / 2;
  const report = { method, figures: figures.map((figure) => scaled(figure, bare / REFERENCE)) };
  const ok = report.figures.every(withinLimit);
  if (json)
    process.stdout.write(`${JSON.stringify({ bench: name, ok, machine, bare, ...report }, null, 2)}\n`);
  else print(name, machine, bare, report);
  return ok ? 0 : 1;
}

function print(name: string, machine: Machine, bare: number, { method, figures }: BenchReport): void {
  const { system, kernel, processor, cores, memoryGb, node, load } = machine;
  const width = Math.max(...figures.map((figure) => figure.name.length));
  process.stdout.write(
    [
      `${name}: ${method}`,
      `machine: ${processor}, ${cores} cores, ${memoryGb} GB, ${system}, kernel ${kernel}, Node ${node}, load ${load}`,
      `node -e 0: ${(bare * 1000).toFixed(0)} ms, on the reference machine ${REFERENCE * 1000} ms; limits of time are scaled by that`,
      ...figures.map((figure) => `  ${figure.name.padEnd(width)}  ${describe(figure)}`),
      '',
    ].join('\n'),
  );
}

function describe(figure: Figure): string {
  const value =
    figure.value >= 1000 ? Math.round(figure.value).toLocaleString('en') : figure.value.toFixed(3);
  const text = `${value.padStart(12)} ${figure.unit}`;
  if (!figure.limit) return text;
  const limit =
    'most' in figure.limit
      ? `at most ${rounded(figure.limit.most)}`
      : `at least ${rounded(figure.limit.least)}`;
  return `${text}  (${limit}: ${withinLimit(figure) ? 'ok' : 'MISSED'})`;
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
