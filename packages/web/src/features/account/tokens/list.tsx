// SPDX-License-Identifier: Apache-2.0
import type { ApiToken, TokenScope } from '@lava/protocol/api/auth.ts';
import { client } from '../../../data/client.ts';
import type { ListOf } from '../../../entities/list/declaration.ts';
import type { Column } from '../../../ui/table/column.ts';
import { Time } from '../../../ui/time/time.tsx';
import { DeleteTokenButton } from './delete-token-button.tsx';

/** What a token may do, of what its account may. */
export const SCOPE_WORDS: Record<TokenScope, string> = {
  read: 'read',
  submit: 'read, submit jobs',
  all: 'everything',
};

const columns: Column<ApiToken>[] = [
  {
    id: 'description',
    header: 'For',
    phone: 'line',
    value: ({ description }) => description,
    cell: ({ description }) =>
      description ? <span title={description}>{description}</span> : <i>not given</i>,
  },
  {
    id: 'scope',
    header: 'May',
    width: '150px',
    from: 'tablet',
    value: ({ scope }) => SCOPE_WORDS[scope],
  },
  {
    id: 'created',
    header: 'Created',
    width: '130px',
    sortable: true,
    value: ({ created }) => created,
    cell: ({ created }) => <Time time={created} />,
  },
  {
    id: 'expires',
    header: 'Expires',
    width: '130px',
    sortable: true,
    value: ({ expires }) => expires,
    cell: ({ expires }) => <Time time={expires} />,
  },
  {
    id: 'lastUsed',
    header: 'Last used',
    width: '130px',
    sortable: true,
    value: ({ lastUsed }) => lastUsed,
    cell: ({ lastUsed }) => (lastUsed ? <Time time={lastUsed} /> : 'never used'),
  },
  {
    id: 'delete',
    header: 'Delete',
    width: '96px',
    phone: 'end',
    value: () => null,
    cell: (token) => <DeleteTokenButton token={token} />,
  },
];

export const tokenList: ListOf<ApiToken> = {
  one: 'token',
  many: 'tokens',
  collection: {
    resource: 'token',
    rowId: ({ id }) => String(id),
    page: ({ tokens }, query) => tokens.list(query),
  },
  columns,
  sort: '-created',
  filters: [{ kind: 'search', key: 'search', label: 'Search tokens' }],
  actions: [
    {
      label: 'Delete',
      ability: 'remove',
      verb: 'Delete them',
      done: 'deleted',
      danger: true,
      explanation: 'Programs that use these tokens stop working.',
      run: ({ id }) => client.tokens.remove(id),
    },
  ],
  empty: 'You have no tokens.',
};
