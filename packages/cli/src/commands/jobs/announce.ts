// SPDX-License-Identifier: Apache-2.0
import type { SubmittedJob } from '@lava/protocol/api/jobs.ts';
import type { Problem } from '@lava/protocol/error/error.ts';
import type { Context } from '../../context.ts';
import { exitCode, type Outcome, worstOutcome } from '../../exit-code.ts';
import { isForPeople } from '../../output/format.ts';
import { describeProblem } from '../../report.ts';
import { stay } from './stay.ts';
import type { WaitOptions } from './wait-options.ts';

/** Says where the new job is and, if asked to, stays until its end. Resolves with the exit code. */
export async function announce(
  context: Context,
  { id, group, warnings = [] }: SubmittedJob,
  { wait, follow }: WaitOptions,
): Promise<number> {
  for (const warning of warnings) context.note(describeProblem(warning as Problem));
  const jobs = (group ?? [{ id, subId: undefined, role: undefined }]).map((job) => ({
    ...job,
    url: `${context.access().url}/jobs/${job.id}`,
  }));
  const said = jobs
    .map(({ subId, role, url }) =>
      subId === undefined ? `job ${id}: ${url}` : `job ${subId} (${role}): ${url}`,
    )
    .join('\n');
  if (!wait && !follow) {
    context.output.say({ id, url: jobs[0]?.url, ...(group && { group: jobs }) }, () => said);
    return 0;
  }
  context.note(said);
  const forPrograms = !isForPeople(context.options.format);
  const outcomes: Outcome[] = [];
  // Of a group one job after the other: they end at about the same time.
  for (const job of jobs) {
    // For programs stdout has one answer, the job at its end; with --follow it has every record, a line each.
    const shown = { show: follow, raw: follow && forPrograms, summary: !follow || !forPrograms };
    outcomes.push(await stay(context, job.id, shown));
  }
  return exitCode(worstOutcome(outcomes));
}
