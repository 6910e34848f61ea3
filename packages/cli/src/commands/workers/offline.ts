// SPDX-License-Identifier: Apache-2.0
import { argument, flag, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';

export const offline = defineVerb({
  summary: 'take all devices of a worker offline; `online` brings the same ones back',
  arguments: { worker: argument('name of the worker', ObjectName, 'workers') },
  options: {
    reason: option('why, for the history of each device', { value: 'text' }),
    cancel: flag('cancel the jobs that run on them; otherwise those run to their end'),
  },
  async run(context, { worker }, { reason, cancel }) {
    const report = await context.client().workers.offline(worker, { reason, cancel });
    context.output.say(report, () =>
      [
        ...report.devices.map((device) => `${device} is offline`),
        ...report.jobs.map((job) => `job ${job} ${cancel ? 'is canceled' : 'runs to its end'}`),
        ...(report.devices.length === 0 ? [`no device of ${worker} was still in service`] : []),
      ].join('\n'),
    );
  },
});
