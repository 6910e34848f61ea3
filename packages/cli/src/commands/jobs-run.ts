// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import type { Job, SubmittedJob } from '@lava/protocol/api/jobs.ts';
import { isError, LavaError, type Problem } from '@lava/protocol/error/error.ts';
import { decodeRecord, type Level } from '@lava/protocol/record/record.ts';
import { type Context, describeProblem, jobNumber, readInput } from '../context.ts';
import { exitCode, outcomeOfJob, UsageError } from '../exit-code.ts';
import { followJob } from '../live/follow.ts';
import { createRenderer, type Renderer } from '../live/render.ts';
import { createScreen } from '../live/screen.ts';
import { resultsTable, verdictLine } from '../live/summary.ts';
import { colourful } from '../terminal.ts';

export interface WaitOptions {
  wait?: boolean;
  follow?: boolean;
}

export async function submitJob(context: Context, file: string, options: WaitOptions): Promise<number> {
  const definition = readInput(file);
  const submitted = await context.client().jobs.submit(definition).catch(inFile(file));
  return announce(context, submitted, options);
}

/** The server has seen a text; the user has a file, and editors jump to `file:line:column`. */
function inFile(file: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof LavaError)) throw error;
    const { code, message, hint, cause } = error;
    const problems = error.problems.map((problem) => named(file, problem));
    throw new LavaError(code, message, { hint, cause, problems });
  };
}

function named(file: string, problem: Problem): Problem {
  return file === '-' ? problem : { ...problem, where: { file, ...problem.where } };
}

/** Says where the new job is and, if wanted, stays until its end. */
export async function announce(
  context: Context,
  { id, warnings = [] }: SubmittedJob,
  { wait, follow }: WaitOptions,
): Promise<number> {
  for (const warning of warnings) context.note(describeProblem(warning as Problem));
  const url = `${context.access().url}/jobs/${id}`;
  if (!wait && !follow) {
    context.print({ id, url }, () => `job ${id}: ${url}`);
    return 0;
  }
  context.note(`job ${id}: ${url}`);
  const json = context.options.json ?? false;
  // With --json stdout has one answer, the job at its end; --follow --json has every record, a line each.
  return stay(context, id, {
    show: follow ?? false,
    raw: follow === true && json,
    summary: !follow || !json,
  });
}

interface LogOptions {
  follow?: boolean;
  from: string;
  debug?: boolean;
  level?: Level[];
  yaml?: boolean;
}

export async function showLogs(context: Context, id: string, options: LogOptions): Promise<number> {
  const job = jobNumber(id);
  const from = Number(options.from);
  if (!Number.isSafeInteger(from) || from < 0) throw new UsageError('--from wants the number of a record');
  if (options.follow) {
    const { debug, level } = options;
    return stay(context, job, { show: true, raw: context.options.json ?? false, from, debug, level });
  }
  if (options.yaml) {
    process.stdout.write(await context.client().jobs.logYaml(job));
    return 0;
  }
  await printRecords(context, job, from, options);
  return 0;
}

/** What is stored now, page by page. */
async function printRecords(context: Context, job: number, from: number, { debug, level }: LogOptions) {
  const client = context.client();
  const renderer = newRenderer((text) => process.stdout.write(`${text}\n`), debug, level);
  for (let next = from; ; ) {
    const lines = await client.jobs.records(job, { from: next });
    if (lines.length === 0) break;
    next += lines.length;
    if (context.options.json) process.stdout.write(lines.map((line) => `${line}\n`).join(''));
    else for (const line of lines) renderer.add(decodeRecord(line));
    // A page at a time: a slow reader of a long log must not make all of it wait in memory.
    if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
  }
  renderer.flush();
}

interface StayOptions {
  show: boolean;
  /** Every record as it is stored, on stdout, and nothing else there. */
  raw: boolean;
  summary?: boolean;
  from?: number;
  debug?: boolean;
  level?: Level[];
}

async function stay(context: Context, id: number, options: StayOptions): Promise<number> {
  const { show, raw, summary = !raw, from = 0, debug, level } = options;
  const client = context.client();
  const json = context.options.json ?? false;
  const screen = createScreen(json ? process.stderr : process.stdout);
  const renderer = show && !raw ? newRenderer(screen.line, debug, level) : undefined;
  const abort = new AbortController();
  const interrupt = () => abort.abort(new UsageError('interrupted'));
  process.once('SIGINT', interrupt);
  try {
    const write = raw ? (line: string) => void process.stdout.write(`${line}\n`) : undefined;
    const job = await followJob({ client, id, from, signal: abort.signal, screen, renderer, raw: write });
    if (summary) await printSummary(context, job);
    return exitCode(outcomeOfJob(job));
  } catch (error) {
    if (!abort.signal.aborted) throw error;
    context.note(`job ${id} goes on; lava jobs logs -f ${id} shows it again`);
    return exitCode('interrupted');
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
}

async function printSummary(context: Context, job: Job): Promise<void> {
  const { results } = await context.client().jobs.results(job.id);
  context.print({ ...job, testResults: results }, () => {
    return `\n${resultsTable(results, context.paint)}\n\n${verdictLine(job, context.paint)}`;
  });
}

function newRenderer(line: (text: string) => void, debug?: boolean, levels?: Level[]): Renderer {
  return createRenderer({ line, colour: colourful(), debug, levels });
}

export async function validateJob(context: Context, file: string): Promise<number> {
  const { problems } = await context.client().jobs.validate(readInput(file));
  const refused = problems.some(isError);
  context.print(problems, () => {
    const lines = problems.map((problem) => describeProblem(named(file, problem)));
    return [...lines, ...(refused ? [] : ['the server would take it'])].join('\n');
  });
  return refused ? exitCode('refused') : 0;
}

export async function translateJob(context: Context, file: string): Promise<void> {
  const translated = await context.client().jobs.translate(readInput(file)).catch(inFile(file));
  for (const warning of translated.warnings) context.note(describeProblem(warning as Problem));
  context.print(translated, () => translated.definition.trimEnd());
}
