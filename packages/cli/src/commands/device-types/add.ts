// SPDX-License-Identifier: Apache-2.0
import { readInput } from '../../input/text.ts';
import { argument, option, optionWithDefault } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';
import { describeDeviceType } from './columns.ts';

export const add = defineVerb({
  summary: 'add a device type; its template is the shipped one of that name unless you give another',
  arguments: { name: argument('name of the device type', ObjectName) },
  options: {
    description: optionWithDefault('what kind of board it is', '', { value: 'text' }),
    template: option('Jinja2 template; - for stdin', { value: 'file', complete: 'file' }),
  },
  async run(context, { name }, { description, template }) {
    const text = template === undefined ? undefined : readInput(template);
    const type = await context.client().deviceTypes.add({ name, description, template: text });
    context.output.show(type, () => describeDeviceType(type));
    if (type.template === 'none')
      context.note(
        `warning: no template named ${name} comes with LAVA, so its devices cannot run jobs yet; ` +
          `see lava device-types library, or set one with lava device-types template set ${name} FILE`,
      );
  },
});
