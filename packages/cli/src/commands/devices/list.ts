// SPDX-License-Identifier: Apache-2.0
import { DEVICE_HEALTHS, DEVICE_STATES } from '@lava/protocol/api/lab.ts';
import { manyOptions, oneOf, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { DEVICE_COLUMNS } from './columns.ts';

export const list = defineVerb({
  summary: 'devices, by name',
  list: true,
  options: {
    type: option('only devices of this device type', { value: 'name', complete: 'device-types' }),
    worker: option('only devices of this worker', { value: 'name', complete: 'workers' }),
    state: option('only devices in this state', { schema: oneOf(DEVICE_STATES) }),
    health: manyOptions('only devices with this health', { schema: oneOf(DEVICE_HEALTHS), value: 'health' }),
    tag: manyOptions('only devices with this tag', { value: 'name' }),
  },
  async run(context, _, { type, worker, state, health, tag }) {
    const { items } = await context.client().devices.list();
    const found = items.filter(
      (device) =>
        (type === undefined || device.deviceType === type) &&
        (worker === undefined || device.worker === worker) &&
        (state === undefined || device.state === state) &&
        (health.length === 0 || health.includes(device.health)) &&
        tag.every((name) => device.tags.includes(name)),
    );
    context.output.list({ items: found, next: null, columns: DEVICE_COLUMNS });
  },
});
