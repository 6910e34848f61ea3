// SPDX-License-Identifier: Apache-2.0
import { followJob } from '@lava/cli/follow/follow.ts';
import { createRenderer } from '@lava/cli/follow/render.ts';
import { createScreen } from '@lava/cli/follow/screen.ts';
import { resultsTable, verdictLine } from '@lava/cli/follow/summary.ts';
import { colourful, duration, painter } from '@lava/cli/output/terminal.ts';
import { say } from '@lava/kit/task-line.ts';
import type { Lab } from '@lava/lab/lab.ts';
import type { Job } from '@lava/protocol/api/jobs.ts';
import type { StepView } from '@lava/protocol/record/view.ts';
import { type DemoJob, EXPECTED, judge } from './first-job.ts';

export interface FirstJobOptions {
  lab: Lab;
  example: DemoJob;
  signal: AbortSignal;
}

/** What `./lava demo --json` prints, without the parts about the lab. */
export interface FirstJobSummary {
  ok: boolean;
  /** What is not as expected. */
  problems: string[];
  job: { id: number; health: string; error: Job['error']; seconds: number };
  results: {
    name: string;
    result: string;
    expected: string;
    measurement: string | null;
    units: string | null;
  }[];
  steps: { level: string; name: string; seconds: number | null; ok: boolean | null }[];
  /** Seconds that this software added, before the power came on and after the last signal. */
  overhead: Job['overhead'];
}

/** Submits the example as a user would, shows it live on stderr, and judges how it ended. */
export async function runFirstJob({ lab, example, signal }: FirstJobOptions): Promise<FirstJobSummary> {
  const { client, url } = lab;
  const colour = colourful(process.stderr);
  const paint = painter(colour);
  const screen = createScreen(process.stderr);
  const renderer = createRenderer({ line: screen.line, colour });
  const { id } = await client.jobs.submit(example.text);
  say(`Job ${id}: ${example.file}, ${url}/jobs/${id}\n`);
  const job = await followJob({ client, id, signal, screen, renderer });
  const { items: results } = await client.jobs.results(id);
  say(`\n${resultsTable(results, paint)}\n\n${verdictLine(job, paint)}`);
  if (job.overhead) {
    const { start, end } = job.overhead;
    say(
      `harness overhead: ${duration(start)} from submit to power on, ${duration(end)} from the last signal to Finished`,
    );
  }
  const problems = judge(job, results);
  for (const problem of problems) say(paint('red', `not as expected: ${problem}`));
  return {
    ok: problems.length === 0,
    problems,
    job: { id, health: job.health, error: job.error, seconds: secondsOf(job) },
    results: results
      .filter(({ suite }) => suite !== 'lava')
      .map(({ set, name, result, measurement, units }) => {
        const path = set === null ? name : `${set}/${name}`;
        return { name: path, result, expected: EXPECTED[path] ?? 'none', measurement, units };
      }),
    steps: [...renderer.view.steps.values()].map(describeStep),
    overhead: job.overhead,
  };
}

function describeStep({ level, name, duration: seconds, ok }: StepView) {
  return { level, name, seconds: seconds ?? null, ok: ok ?? null };
}

function secondsOf({ submitTime, endTime }: Job): number {
  return endTime === null ? Number.NaN : (Date.parse(endTime) - Date.parse(submitTime)) / 1000;
}
