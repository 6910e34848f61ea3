// SPDX-License-Identifier: Apache-2.0
import type { HistoryKind } from '@lava/protocol/api/history.ts';
import { ListSection } from '../list/list-section.tsx';
import { historyList } from './list.tsx';

/** The history of one thing. */
export function HistoryTab({ kind, object }: { kind: HistoryKind; object: string }) {
  return (
    <ListSection
      list={historyOfOne}
      label="History"
      fixed={{ kind, object }}
      empty="Nothing has been changed here yet."
    />
  );
}

/** Without the columns that would say the same in every row. */
const historyOfOne = {
  ...historyList,
  columns: historyList.columns.filter(({ id }) => id !== 'kind' && id !== 'object'),
};
