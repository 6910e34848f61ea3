// SPDX-License-Identifier: Apache-2.0
import type { ArtifactToken } from '@lava/protocol/api/notifications.ts';
import type { Column } from '../../output/columns.ts';
import { when } from '../../output/time.ts';
import { defineVerb } from '../../program/verb.ts';

const COLUMNS: readonly Column<ArtifactToken>[] = [
  { key: 'name', value: ({ name }) => name },
  { key: 'created', value: ({ created }) => created, text: ({ created }) => when(created) },
];

export const list = defineVerb({
  summary: 'names of your artifact tokens; the secrets are not shown',
  list: true,
  async run(context) {
    const { items } = await context.client().artifactTokens.list();
    context.output.list({ items, next: null, columns: COLUMNS });
  },
});
