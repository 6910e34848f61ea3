// SPDX-License-Identifier: Apache-2.0
import { readServers } from '../../config/servers.ts';
import type { Column } from '../../output/columns.ts';
import { defineVerb } from '../../program/verb.ts';

interface Row {
  name: string;
  url: string;
  current: boolean;
}

const COLUMNS: readonly Column<Row>[] = [
  { key: 'name', value: ({ name }) => name },
  { key: 'url', value: ({ url }) => url },
  { key: 'current', value: ({ current }) => (current ? 'yes' : '') },
];

export const list = defineVerb({
  summary: 'servers that you have logged in to; `lava login` adds one, `lava logout` removes it',
  list: true,
  async run(context) {
    const { current, servers } = readServers();
    const items = Object.entries(servers).map(([url, { name }]) => ({
      name: name ?? url,
      url,
      current: url === current,
    }));
    context.output.list({ items, next: null, columns: COLUMNS });
    if (items.length === 0) context.note('none yet: lava login https://SERVER');
  },
});
