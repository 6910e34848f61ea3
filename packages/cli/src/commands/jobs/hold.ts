// SPDX-License-Identifier: Apache-2.0
import { UsageError } from '../../exit-code.ts';
import { Duration } from '../../input/duration.ts';
import { argument, flag, JobNumber, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { minutes } from '../leases/columns.ts';

const HALF_AN_HOUR = 1_800;

export const hold = defineVerb({
  summary: 'hold the board of a job that runs for you if it fails; --end to leave that',
  arguments: { id: argument('number of the job', JobNumber, 'jobs') },
  options: {
    for: option('how long: 30m, 2h; 30m when not given', { schema: Duration, value: 'time' }),
    end: flag('its board is not held, whatever its definition says'),
  },
  async run(context, { id }, { for: seconds, end }) {
    if (end && seconds !== undefined) throw new UsageError('either --for or --end, not both');
    const job = await context
      .client()
      .jobs.update(id, { holdOnFailure: end ? null : (seconds ?? HALF_AN_HOUR) });
    context.output.say(job, () => `job ${id}: ${holdText(job)}`);
  },
});

export function holdText({ holdOnFailure: seconds }: { holdOnFailure: number | null }): string {
  return seconds === null ? 'not held if it fails' : `held for ${minutes(seconds)} if it fails`;
}
