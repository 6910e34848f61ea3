// SPDX-License-Identifier: Apache-2.0
import { fairShareMethods } from '@lava/protocol/api/client/fair-share.ts';
import type { ShareHolder } from '@lava/protocol/api/fair-share.ts';
import type { Column } from '../../output/columns.ts';
import { defineVerb } from '../../program/verb.ts';

const percent = (part: number | null) => (part === null ? '' : `${(100 * part).toFixed(1)} %`);

const COLUMNS: readonly Column<ShareHolder>[] = [
  { key: 'kind', value: ({ kind }) => kind },
  { key: 'name', value: ({ name }) => name },
  { key: 'group', value: ({ group }) => group },
  { key: 'weight', value: ({ weight }) => weight },
  { key: 'share', value: ({ share }) => share, text: ({ share }) => percent(share) },
  { key: 'used', value: ({ used }) => used, text: ({ used }) => percent(used) },
  { key: 'running', value: ({ running }) => running },
  { key: 'cap', value: ({ cap }) => cap },
  { key: 'waiting', value: ({ waiting }) => (waiting ? 'yes' : 'no') },
];

export const list = defineVerb({
  summary: 'who used how much of the device time recently, and how much is theirs',
  list: true,
  async run(context) {
    const { holders, enabled } = await fairShareMethods(context.client()).get();
    context.output.list({ items: holders, next: null, columns: COLUMNS });
    if (!enabled) context.note('fair share is off: jobs are served by priority and age');
  },
});
