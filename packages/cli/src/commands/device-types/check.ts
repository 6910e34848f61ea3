// SPDX-License-Identifier: Apache-2.0
import { argument, FileName, manyOptions } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const check = defineVerb({
  summary: 'render every device type and dictionary below a directory and list all problems; needs no server',
  arguments: { dir: argument('directory with templates', FileName, 'directory') },
  options: { types: manyOptions('look for parents there too', { value: 'dir', complete: 'directory' }) },
  async run(context, { dir }, { types }) {
    return (await import('./check-templates.ts')).checkTemplates(context, dir, types);
  },
});
