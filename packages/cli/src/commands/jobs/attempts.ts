// SPDX-License-Identifier: Apache-2.0
import type { Attempt } from '@lava/protocol/api/attempts.ts';
import { attemptMethods } from '@lava/protocol/api/client/attempts.ts';
import type { Column } from '../../output/columns.ts';
import { when } from '../../output/time.ts';
import { argument, JobNumber } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

const COLUMNS: readonly Column<Attempt>[] = [
  { key: 'attempt', value: ({ attempt }) => attempt },
  { key: 'device', value: ({ device }) => device },
  { key: 'worker', value: ({ worker }) => worker ?? '', wide: true },
  { key: 'began', value: ({ scheduleTime }) => scheduleTime, text: ({ scheduleTime }) => when(scheduleTime) },
  {
    key: 'ended',
    value: ({ endTime }) => endTime,
    text: ({ endTime }) => (endTime === null ? '' : when(endTime)),
  },
  { key: 'counts', value: ({ counts }) => (counts ? 'yes' : 'no') },
  { key: 'lines', value: ({ records }) => records },
  { key: 'error', value: ({ error }) => (error === null ? '' : `${error.code}: ${error.message}`) },
];

export const attempts = defineVerb({
  summary: 'the attempts at a job, with the device of each and why it ended; the last counts',
  list: true,
  arguments: { id: argument('number of the job', JobNumber, 'jobs') },
  options: {},
  async run(context, { id }) {
    context.output.list({ ...(await attemptMethods(context.client()).list(id)), columns: COLUMNS });
  },
});
