// SPDX-License-Identifier: Apache-2.0
import { argument, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';

export const online = defineVerb({
  summary: 'bring back the devices that `offline` took, except those whose health was changed since',
  arguments: { worker: argument('name of the worker', ObjectName, 'workers') },
  options: { reason: option('why, for the history of each device', { value: 'text' }) },
  async run(context, { worker }, { reason }) {
    const report = await context.client().workers.online(worker, { reason });
    context.output.say(report, () =>
      report.devices.length === 0
        ? `no device of ${worker} was taken offline with it`
        : report.devices.map((device) => `${device} is back`).join('\n'),
    );
  },
});
