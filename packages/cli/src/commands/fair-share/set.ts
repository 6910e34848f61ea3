// SPDX-License-Identifier: Apache-2.0
import { fairShareMethods } from '@lava/protocol/api/client/fair-share.ts';
import { UsageError } from '../../exit-code.ts';
import { eitherFlag } from '../../program/either-flag.ts';
import { flag, integer, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ifVersion } from '../if-version.ts';
import { describeFairShare } from './show.ts';

export const set = defineVerb({
  summary: 'turn fair share on or off, and say how it counts',
  options: {
    on: flag('divide device time by shares within each priority'),
    off: flag('serve jobs by priority and age'),
    halfLife: option('hours after which what somebody used counts half', { schema: integer(1, 8_760) }),
    ageing: option('hours after which a job is served by its age', { schema: integer(1, 8_760) }),
    ifVersion,
  },
  async run(context, _, options) {
    const enabled = eitherFlag(options, 'on', 'off');
    const { halfLife: halfLifeHours, ageing: ageingHours } = options;
    if (enabled === undefined && halfLifeHours === undefined && ageingHours === undefined)
      throw new UsageError('nothing to change: give at least one of the options (see --help)');
    const {
      holders: __,
      may: ___,
      ...after
    } = await fairShareMethods(context.client()).change(
      { enabled, halfLifeHours, ageingHours },
      options.ifVersion,
    );
    context.output.show(after, () => describeFairShare(after));
  },
});
