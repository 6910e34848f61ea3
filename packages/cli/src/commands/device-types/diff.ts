// SPDX-License-Identifier: Apache-2.0
import { argument, FileName, manyOptions } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const diff = defineVerb({
  summary:
    'what devices get otherwise: two versions of a device type or dictionary, rendered; needs no server',
  arguments: { old: argument('a file', FileName, 'file'), new: argument('a file', FileName, 'file') },
  options: {
    context: manyOptions("as in a job's `context`", { value: 'key=value' }),
    types: manyOptions('look for parents there too', { value: 'dir', complete: 'directory' }),
  },
  async run(context, files, options) {
    const { diffFiles } = await import('./diff-files.ts');
    const changes = diffFiles(files.old, files.new, options.context, options.types);
    const lines = changes.flatMap(({ path, before, after }) => [
      ...before.map((value) => `- ${path}: ${value}`),
      ...after.map((value) => `+ ${path}: ${value}`),
    ]);
    context.output.document(
      { changes },
      lines.length > 0 ? `${lines.join('\n')}\n` : 'both render the same\n',
    );
  },
});
