// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { argument, manyOptions, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const render = defineVerb({
  summary: 'the YAML that the dispatcher gets: for a device of the server, or for a file NAME.jinja2',
  arguments: { name: argument('name of a device, or a file', Text, 'devices') },
  options: {
    context: manyOptions("as in a job's `context`", { value: 'key=value' }),
    types: manyOptions('for a file: look for its device type there too', {
      value: 'dir',
      complete: 'directory',
    }),
  },
  async run(context, { name }, options) {
    const yaml = isFile(name)
      ? (await import('./render-file.ts')).renderFile(name, options.context, options.types)
      : await context.client().devices.rendered(name, options.context);
    context.output.document({ name, yaml }, yaml);
  },
});

function isFile(name: string): boolean {
  return name.endsWith('.jinja2') || (name.includes('/') && existsSync(name));
}
