// SPDX-License-Identifier: Apache-2.0
import { HISTORY_KINDS, type HistoryEntry } from '@lava/protocol/api/history.ts';
import { readPages } from '@lava/protocol/api/list.ts';
import { Since } from '../../input/since.ts';
import type { Column } from '../../output/columns.ts';
import { when } from '../../output/time.ts';
import { integer, oneOf, option, optionalArgument, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { limits, most } from '../pages.ts';

/** The limit of entries that the server returns at a time. */
const PAGE = 200;

const COLUMNS: readonly Column<HistoryEntry>[] = [
  { key: 'id', value: ({ id }) => id },
  { key: 'time', value: ({ time }) => time, text: ({ time }) => when(time) },
  { key: 'actor', value: ({ actor }) => actor },
  { key: 'kind', value: ({ kind }) => kind },
  { key: 'object', value: ({ object }) => object },
  { key: 'action', value: ({ action }) => action },
  { key: 'old', value: (entry) => entry.old ?? '' },
  { key: 'new', value: (entry) => entry.new ?? '' },
  { key: 'reason', value: ({ reason }) => reason },
];

export const history = defineVerb({
  summary: 'who changed what, when and why, newest first',
  list: true,
  arguments: {
    kind: optionalArgument(`what kind: ${HISTORY_KINDS.join(', ')}`, oneOf(HISTORY_KINDS)),
    name: optionalArgument('name or number of one of them', Text),
  },
  options: {
    actor: option('only changes by this user', { value: 'name' }),
    action: option('only changes of this sort, for example health', { value: 'action' }),
    since: option('only changes since then: 12h, 2d, 1w, or a date', { schema: Since, value: 'time' }),
    ...limits(50),
    before: option('only entries before this one, for the next page', {
      schema: integer(1, Number.MAX_SAFE_INTEGER),
      value: 'id',
    }),
  },
  async run(context, { kind, name }, { limit, all, ...options }) {
    const client = context.client();
    const page = await readPages(
      (wanted) => client.history({ kind, object: name, ...options, ...wanted }),
      most({ limit, all }),
      PAGE,
    );
    context.output.list({ ...page, columns: COLUMNS });
    if (page.next !== null)
      context.note(`there are older entries: add --before ${page.items.at(-1)?.id}, or --all`);
  },
});
