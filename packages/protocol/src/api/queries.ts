// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Timestamp } from './common.ts';
import { MAX_FILTER } from './jobs.ts';
import { ListQuery, Page, Search, YesNo } from './list.ts';

/** As a path and a command line take it. */
export const QueryName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{C}/]+$/u, 'no control characters, and no /')
  .regex(/\D/, 'not only digits');

/** A filter of jobs that somebody saved. Whoever runs it sees what of the jobs they may see. */
export const SavedQuery = z.object({
  id: z.int(),
  name: z.string(),
  /** User name of whoever saved it. */
  owner: z.string(),
  /** Whose it is instead: all members may change it. */
  group: z.string().nullable(),
  filter: z.string(),
  /** How LAVA writes it, when it was saved as such. */
  conditions: z.string().nullable(),
  description: z.string(),
  /** Everybody sees it. */
  published: z.boolean(),
  changed: Timestamp,
  /** Counts its changes; also the `ETag`. */
  version: z.int(),
  /** `change`, `remove`. */
  may: z.array(z.string()).default([]),
});
export type SavedQuery = z.infer<typeof SavedQuery>;
export const SavedQueryList = Page(SavedQuery);
export const SavedQueryQuery = ListQuery(
  {
    name: z.string().min(1).max(100).optional().describe('only those of exactly this name'),
    owner: z.string().min(1).max(150).optional().describe('only those of this account or group'),
    mine: YesNo.describe('only your own and those of your groups'),
    search: Search,
  },
  { sorts: ['name', 'id'], sort: 'name', limit: 200 },
);
export type SavedQueryQuery = z.infer<typeof SavedQueryQuery>;

const FIELDS = {
  filter: z.string().max(MAX_FILTER).describe("a filter as in lists, or LAVA's conditions"),
  description: z.string().max(500),
  published: z.boolean(),
};
export const SaveQuery = z.strictObject({
  name: QueryName,
  filter: FIELDS.filter,
  description: FIELDS.description.default(''),
  published: FIELDS.published.default(false),
  group: z.string().min(1).max(150).optional().describe('a group of yours, whose query it is'),
});
export type SaveQuery = z.infer<typeof SaveQuery>;
export const ChangeQuery = z.strictObject({ name: QueryName, ...FIELDS }).partial();
export type ChangeQuery = z.infer<typeof ChangeQuery>;
