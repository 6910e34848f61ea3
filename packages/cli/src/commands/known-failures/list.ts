// SPDX-License-Identifier: Apache-2.0
import { knownFailureMethods } from '@lava/protocol/api/client/known-failures.ts';
import type { KnownFailure } from '@lava/protocol/api/known-failures.ts';
import { readPages } from '@lava/protocol/api/list.ts';
import type { Column } from '../../output/columns.ts';
import { when } from '../../output/time.ts';
import { flag, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { limits, MORE, most } from '../pages.ts';

export const COLUMNS: readonly Column<KnownFailure>[] = [
  { key: 'id', value: ({ id }) => id },
  {
    key: 'device type',
    value: ({ deviceType }) => deviceType,
    text: ({ deviceType }) => deviceType ?? 'all',
  },
  { key: 'suite', value: ({ suite }) => suite },
  { key: 'case', value: ({ name }) => name },
  {
    key: 'expires',
    value: ({ expires }) => expires,
    text: ({ expires }) => (expires === null ? 'never' : when(expires)),
  },
  { key: 'reason', value: ({ reason }) => reason },
  { key: 'url', value: ({ url }) => url, wide: true },
  { key: 'author', value: ({ author }) => author, wide: true },
];

export const list = defineVerb({
  summary: 'test cases that may fail, newest entry first',
  list: true,
  options: {
    deviceType: option('only those of this device type', { value: 'name', complete: 'device-types' }),
    search: option('only those that contain this', { value: 'text' }),
    expired: flag('only those that have expired'),
    ...limits(),
  },
  async run(context, _, { deviceType, search, expired, ...limit }) {
    const methods = knownFailureMethods(context.client());
    const filters = { deviceType, search, ...(expired && { expired: 'true' as const }) };
    const page = await readPages((wanted) => methods.list({ ...filters, ...wanted }), most(limit));
    context.output.list({ ...page, columns: COLUMNS });
    if (page.next !== null) context.note(MORE);
  },
});
