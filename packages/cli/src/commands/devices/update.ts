// SPDX-License-Identifier: Apache-2.0
import { DEVICE_HEALTHS } from '@lava/protocol/api/lab.ts';
import { UsageError } from '../../exit-code.ts';
import { eitherFlag } from '../../program/either-flag.ts';
import { flag, manyArguments, manyOptions, oneOf, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { forEach } from '../for-each.ts';
import { ObjectName } from '../object-name.ts';

export const update = defineVerb({
  summary: 'change one or more devices',
  arguments: { name: manyArguments('names of the devices', ObjectName, 'devices') },
  options: {
    type: option('their device type', { value: 'name', complete: 'device-types' }),
    worker: option('the worker that they are attached to', { value: 'name', complete: 'workers' }),
    noWorker: flag('they are attached to no worker'),
    description: option('where they are, what is special about them', { value: 'text' }),
    tag: manyOptions('a tag; replaces all tags', { value: 'name' }),
    health: option('their health', { schema: oneOf(DEVICE_HEALTHS) }),
    disableHealthCheck: flag('run no health checks on them'),
    enableHealthCheck: flag('run health checks on them'),
    revision: option('of the board, such as "rev C"', { value: 'text' }),
    owner: option('the account whose board it is; for people, it permits nothing', { value: 'name' }),
    ownerGroup: option('the group whose board it is; for people, it permits nothing', { value: 'name' }),
    reason: option('why, for the history', { value: 'text' }),
  },
  run(context, { name: names }, options) {
    const { type, worker, noWorker, description, tag, health, reason } = options;
    const changes = {
      deviceType: type,
      worker: noWorker ? null : worker,
      description,
      tags: tag.length > 0 ? tag : undefined,
      health,
      disableHealthCheck: eitherFlag(options, 'disableHealthCheck', 'enableHealthCheck'),
      revision: options.revision,
      owner: options.owner,
      ownerGroup: options.ownerGroup,
    };
    if (Object.values(changes).every((value) => value === undefined))
      throw new UsageError('nothing to change: give at least one of the options (see --help)');
    const client = context.client();
    return forEach(context, names, 'device', async (name) => {
      const device = await client.devices.update(name, { ...changes, reason });
      const { deviceType, health: now, worker: on } = device;
      return {
        ...device,
        text: `${device.name}: ${deviceType}, ${now}, ${on ? `on worker ${on}` : 'on no worker'}`,
      };
    });
  },
});
