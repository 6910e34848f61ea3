// SPDX-License-Identifier: Apache-2.0
import type { Job } from '@lava/protocol/api/jobs.ts';
import type { Level } from '@lava/protocol/record/record.ts';
import type { Context } from '../../context.ts';
import { type Outcome, outcomeOfJob, UsageError } from '../../exit-code.ts';
import { followJob } from '../../follow/follow.ts';
import { createRenderer, type Renderer } from '../../follow/render.ts';
import { createScreen } from '../../follow/screen.ts';
import { resultsTable, verdictLine } from '../../follow/summary.ts';
import { isForPeople } from '../../output/format.ts';
import { safeJson } from '../../output/safe.ts';
import { colourful } from '../../output/terminal.ts';
import { resultsOf } from '../results/show.ts';

export interface StayOptions {
  show: boolean;
  /** Every record as it is stored, on stdout, and nothing else there. */
  raw: boolean;
  summary?: boolean;
  from?: number;
  debug?: boolean;
  levels?: Level[];
}

/** Stays with a job until its end. Resolves with its outcome, or `interrupted` by Ctrl-C. */
export async function stay(context: Context, id: number, options: StayOptions): Promise<Outcome> {
  const { show, raw, summary = !raw, from = 0, debug, levels } = options;
  const client = context.client();
  const screen = createScreen(isForPeople(context.options.format) ? process.stdout : process.stderr);
  const renderer = show && !raw ? newRenderer(screen.line, debug, levels) : undefined;
  const abort = new AbortController();
  const interrupt = () => abort.abort(new UsageError('interrupted'));
  process.once('SIGINT', interrupt);
  try {
    const write = raw ? (line: string) => void process.stdout.write(`${safeJson(line)}\n`) : undefined;
    const job = await followJob({ client, id, from, signal: abort.signal, screen, renderer, raw: write });
    if (summary) await printSummary(context, job);
    return outcomeOfJob(job);
  } catch (error) {
    if (!abort.signal.aborted) throw error;
    context.note(`job ${id} keeps running; lava jobs logs -f ${id} shows it again`);
    return 'interrupted';
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
}

async function printSummary(context: Context, job: Job): Promise<void> {
  const results = await resultsOf(context.client(), job.id);
  context.output.sayPainted({ ...job, testResults: results }, () => {
    return `\n${resultsTable(results, context.paint)}\n\n${verdictLine(job, context.paint)}`;
  });
}

export function newRenderer(line: (text: string) => void, debug?: boolean, levels?: Level[]): Renderer {
  return createRenderer({ line, colour: colourful(), debug, levels });
}
