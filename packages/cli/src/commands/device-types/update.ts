// SPDX-License-Identifier: Apache-2.0
import { HEALTH_DENOMINATORS } from '@lava/protocol/api/lab.ts';
import { MAX_RETRIES } from '@lava/protocol/wire/run-number.ts';
import { UsageError } from '../../exit-code.ts';
import { eitherFlag } from '../../program/either-flag.ts';
import { argument, flag, integer, manyOptions, oneOf, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';
import { describeDeviceType } from './columns.ts';

export const update = defineVerb({
  summary: 'change a device type',
  arguments: { name: argument('name of the device type', ObjectName, 'device-types') },
  options: {
    description: option('what kind of board it is', { value: 'text' }),
    hide: flag('leave it out of lists, and accept no jobs for it'),
    unhide: flag('show it in lists, and accept jobs for it'),
    healthFrequency: option('so many hours, or jobs, between two health checks of a device', {
      schema: integer(1, 1_000_000),
    }),
    healthDenominator: option('what is counted between two health checks', {
      schema: oneOf(HEALTH_DENOMINATORS),
    }),
    disableHealthCheck: flag('run no health checks on its devices'),
    enableHealthCheck: flag('run health checks on its devices'),
    retries: option('how often a job that does not say it itself is tried again after a failure of the lab', {
      schema: integer(0, MAX_RETRIES),
    }),
    labRetries: flag('as often as the lab says, by the setting `retry_infrastructure`'),
    architecture: option('such as arm64', { value: 'word' }),
    processor: option('family of its processor, such as ARMv8', { value: 'word' }),
    cpuModel: option('the processor', { value: 'text' }),
    bits: option('of its processor', { schema: integer(1, 1_024) }),
    core: manyOptions('a kind of core that it has; replaces all', { value: 'word' }),
    coreCount: option('how many cores it has', { schema: integer(1, 1_000_000) }),
  },
  async run(context, { name }, options) {
    const { description, healthFrequency, healthDenominator } = options;
    const { architecture, processor, cpuModel, bits, core, coreCount } = options;
    const cores = core.length > 0 ? core : undefined;
    const facts = { architecture, processor, cpuModel, bits, cores, coreCount };
    const changes = {
      description,
      display: eitherFlag(options, 'unhide', 'hide'),
      healthFrequency,
      healthDenominator,
      disableHealthCheck: eitherFlag(options, 'disableHealthCheck', 'enableHealthCheck'),
      retries: options.labRetries ? null : options.retries,
      hardware: Object.values(facts).some((fact) => fact !== undefined) ? facts : undefined,
    };
    if (options.labRetries && options.retries !== undefined)
      throw new UsageError('--retries and --lab-retries exclude each other');
    if (Object.values(changes).every((value) => value === undefined))
      throw new UsageError('nothing to change: give at least one of the options (see --help)');
    const type = await context.client().deviceTypes.update(name, changes);
    context.output.show(type, () => describeDeviceType(type));
  },
});
