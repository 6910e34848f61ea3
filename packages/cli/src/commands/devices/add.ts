// SPDX-License-Identifier: Apache-2.0
import { readInput } from '../../input/text.ts';
import {
  argument,
  manyOptions,
  option,
  optionWithDefault,
  requiredOption,
} from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';
import { describeDevice } from './columns.ts';

export const add = defineVerb({
  summary: 'add a device',
  arguments: { name: argument('name of the new device', ObjectName) },
  options: {
    type: requiredOption('its device type', { value: 'name', complete: 'device-types' }),
    worker: option('the worker that it is attached to', { value: 'name', complete: 'workers' }),
    description: optionWithDefault('where it is, what is special about it', '', { value: 'text' }),
    tag: manyOptions('a tag', { value: 'name' }),
    dictionary: option('its dictionary, Jinja2; - for stdin', { value: 'file', complete: 'file' }),
  },
  async run(context, { name }, { type, worker, description, tag, dictionary }) {
    const device = await context.client().devices.add({
      name,
      deviceType: type,
      worker,
      description,
      tags: tag,
      dictionary: dictionary === undefined ? undefined : readInput(dictionary),
    });
    context.output.show(device, () => describeDevice(device));
  },
});
