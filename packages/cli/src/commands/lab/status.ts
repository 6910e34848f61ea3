// SPDX-License-Identifier: Apache-2.0
import { defaultDirectory, placeOf } from '@lava/lab/boards/place.ts';
import { type BoardStatus, labStatus } from '@lava/lab/boards/status.ts';
import type { Column } from '../../output/columns.ts';
import { defineVerb } from '../../program/verb.ts';
import { stateDir } from './state-dir.ts';

const COLUMNS: readonly Column<BoardStatus>[] = [
  { key: 'name', value: ({ name }) => name },
  { key: 'type', value: ({ type }) => type },
  { key: 'power', value: ({ power }) => power, style: ({ power }) => (power === 'on' ? 'green' : undefined) },
  { key: 'console', value: ({ console }) => console },
  {
    key: 'state',
    value: ({ dead }) => (dead.length === 0 ? 'ready' : `ended: ${dead.join(' ')}`),
    style: ({ dead }) => (dead.length === 0 ? 'green' : 'red'),
  },
];

export const status = defineVerb({
  summary: 'the virtual boards of this machine: power, console, and whether their programs run',
  list: true,
  options: { stateDir: stateDir() },
  async run(context, _, { stateDir: directory }) {
    const place = placeOf(directory ?? defaultDirectory());
    const items = labStatus(place);
    context.output.list({ items, next: null, columns: COLUMNS });
    if (items.length === 0) context.note(`no lab is up in ${place.directory}: lava lab up`);
    if (items.some(({ dead }) => dead.length > 0)) context.note('start again what has ended: lava lab up');
  },
});
