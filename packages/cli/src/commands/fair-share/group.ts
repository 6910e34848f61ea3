// SPDX-License-Identifier: Apache-2.0
import { fairShareMethods } from '@lava/protocol/api/client/fair-share.ts';
import { UsageError } from '../../exit-code.ts';
import { argument, flag, integer, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ifVersion } from '../if-version.ts';
import { ObjectName } from '../object-name.ts';

export const group = defineVerb({
  summary: 'give a group a share for all its members together, or a limit of devices',
  arguments: { name: argument('name of the group', ObjectName) },
  options: {
    weight: option('the members share as much as one with this weight', { schema: integer(1, 1_000) }),
    noWeight: flag('the members count each for themselves'),
    cap: option('devices that the members have together, at most', { schema: integer(1, 1_000_000) }),
    noCap: flag('as many devices as there are'),
    ifVersion,
  },
  async run(context, { name }, options) {
    for (const [value, none] of [
      ['weight', 'noWeight'],
      ['cap', 'noCap'],
    ] as const)
      if (options[value] !== undefined && options[none])
        throw new UsageError(`--${value} and --no-${value} exclude each other`);
    const weight = options.noWeight ? null : options.weight;
    const cap = options.noCap ? null : options.cap;
    if (weight === undefined && cap === undefined)
      throw new UsageError('nothing to change: give at least one of the options (see --help)');
    await fairShareMethods(context.client()).group(name, { weight, cap }, options.ifVersion);
    const changed = Object.entries({ weight, cap }).filter(([, value]) => value !== undefined);
    context.output.say({ name, weight, cap }, () =>
      changed
        .map(([key, value]) => `group ${name} has ${value === null ? `no ${key}` : `${key} ${value}`}`)
        .join('\n'),
    );
  },
});
