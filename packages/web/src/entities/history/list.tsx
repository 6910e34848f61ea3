// SPDX-License-Identifier: Apache-2.0
import { HISTORY_KINDS, type HistoryEntry } from '@lava/protocol/api/history.ts';
import type { ListOf } from '../list/declaration.ts';
import { columns, KIND } from './columns.tsx';

/** Who changed what, when and why. */
export const historyList: ListOf<HistoryEntry> = {
  one: 'change',
  many: 'changes',
  collection: {
    resource: 'history',
    rowId: ({ id }) => String(id),
    page: ({ history }, query) => history(query),
  },
  columns,
  sort: '-id',
  filters: [
    {
      kind: 'choice',
      key: 'kind',
      label: 'Anything',
      options: HISTORY_KINDS.map((kind) => ({ value: kind, label: KIND[kind] })),
    },
    { kind: 'search', key: 'object', label: 'Name or number' },
    { kind: 'search', key: 'actor', label: 'Anybody' },
    { kind: 'search', key: 'action', label: 'Any change' },
    { kind: 'since', key: 'since', label: 'Any time' },
  ],
  empty: 'Nothing has been changed yet.',
};
