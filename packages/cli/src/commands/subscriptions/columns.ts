// SPDX-License-Identifier: Apache-2.0
import type { Subscription } from '@lava/protocol/api/subscriptions.ts';
import type { Column } from '../../output/columns.ts';
import { when } from '../../output/time.ts';

export const COLUMNS: readonly Column<Subscription>[] = [
  { key: 'id', value: ({ id }) => id },
  { key: 'name', value: ({ name }) => name },
  { key: 'filter', value: ({ filter }) => filter, text: ({ filter }) => filter || 'every job' },
  { key: 'by', value: ({ kind }) => kind },
  { key: 'target', value: ({ target }) => target },
  { key: 'every', value: ({ every }) => every, text: ({ every }) => `${every} s` },
  { key: 'owner', value: ({ owner, group }) => group ?? owner, wide: true },
  { key: 'created', value: ({ created }) => created, text: ({ created }) => when(created), wide: true },
];
