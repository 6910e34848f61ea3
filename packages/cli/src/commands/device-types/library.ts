// SPDX-License-Identifier: Apache-2.0
import { isFragment, templatesIn } from '@lava/kit/lab-files/lab-files.ts';
import { shippedDeviceTypes } from '@lava/kit/lab-files/shipped.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Column } from '../../output/columns.ts';
import { option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

const COLUMNS: readonly Column<{ name: string }>[] = [{ key: 'name', value: ({ name }) => name }];

export const library = defineVerb({
  summary: 'device types whose templates come with this program; add one with its name',
  list: true,
  options: { search: option('only names that contain this', { value: 'text' }) },
  async run(context, _, { search = '' }) {
    const directory = shippedDeviceTypes();
    if (directory === undefined) throw new LavaError('not-found', 'this installation has no device types');
    const names = [...templatesIn(directory).keys()].map((file) => file.replace(/\.jinja2$/, ''));
    const items = names
      .filter((name) => !isFragment(name) && name.toLowerCase().includes(search.toLowerCase()))
      .sort()
      .map((name) => ({ name }));
    context.output.list({ items, next: null, columns: COLUMNS });
  },
});
