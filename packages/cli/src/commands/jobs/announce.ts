// SPDX-License-Identifier: Apache-2.0
import type { SubmittedJob } from '@lava/protocol/api/jobs.ts';
import type { Problem } from '@lava/protocol/error/error.ts';
import type { Context } from '../../context.ts';
import { isForPeople } from '../../output/format.ts';
import { describeProblem } from '../../report.ts';
import { stay } from './stay.ts';
import type { WaitOptions } from './wait-options.ts';

/** Says where the new job is and, if asked to, stays until its end. Resolves with the exit code. */
export async function announce(
  context: Context,
  { id, warnings = [] }: SubmittedJob,
  { wait, follow }: WaitOptions,
): Promise<number> {
  for (const warning of warnings) context.note(describeProblem(warning as Problem));
  const url = `${context.access().url}/jobs/${id}`;
  if (!wait && !follow) {
    context.output.say({ id, url }, () => `job ${id}: ${url}`);
    return 0;
  }
  context.note(`job ${id}: ${url}`);
  const forPrograms = !isForPeople(context.options.format);
  // For programs stdout has one answer, the job at its end; with --follow it has every record, a line each.
  return stay(context, id, { show: follow, raw: follow && forPrograms, summary: !follow || !forPrograms });
}
