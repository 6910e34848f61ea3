// SPDX-License-Identifier: Apache-2.0
import { isError, type LavaError, type Problem, toLavaError } from '@lava/protocol/error/error.ts';
import { exitCode, outcomeOfError, UsageError } from './exit-code.ts';
import { safeJson, safeLines } from './output/safe.ts';
import { colourful, painter } from './output/terminal.ts';

/** Says on stderr what went wrong; returns the exit code. @param forPrograms one line of JSON instead of text */
export function reportError(thrown: unknown, forPrograms: boolean): number {
  const error = thrown instanceof UsageError ? undefined : toLavaError(thrown);
  const outcome = error ? outcomeOfError(error) : 'usage';
  if (forPrograms)
    process.stderr.write(`${safeJson(JSON.stringify({ error: errorObject(thrown, error) }))}\n`);
  else process.stderr.write(`${error ? describeError(error) : usageText(thrown as UsageError)}\n`);
  return exitCode(outcome);
}

function usageText({ message }: UsageError): string {
  return safeLines(message)
    .split('\n')
    .map((line) => `error: ${line}`)
    .join('\n');
}

function errorObject(thrown: unknown, error: LavaError | undefined): object {
  if (!error) return { code: 'usage', kind: 'job', message: (thrown as Error).message };
  const { code, kind, message, hint, problems } = error;
  return { code, kind, message, hint, problems };
}

function describeError(error: LavaError): string {
  const paint = painter(colourful(process.stderr));
  const lines = [`${paint('red', 'error:')} ${safeLines(error.message)} ${paint('dim', `(${error.code})`)}`];
  for (const problem of error.problems) lines.push(`  ${describeProblem(problem)}`);
  if (error.hint) lines.push(`  ${safeLines(error.hint)}`);
  if (error.code === 'bug' && error.cause instanceof Error && error.cause.stack)
    lines.push(safeLines(error.cause.stack));
  return lines.join('\n');
}

/** `job.yaml:3:5: unknown key "timeout" (did you mean "timeouts"?)`, a warning with that word before the message */
export function describeProblem(problem: Problem): string {
  const { message, where, hint } = problem;
  const { file, line, column = 1 } = where ?? {};
  const position =
    line === undefined ? '' : `${file === undefined ? 'line ' : `${file}:`}${line}:${column}: `;
  const path = !position && where?.path?.length ? `${where.path.join('.')}: ` : '';
  return safeLines(
    `${position}${isError(problem) ? '' : 'warning: '}${path}${message}${hint ? ` (${hint})` : ''}`,
  );
}
