// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Timestamp } from './common.ts';
import { anyOf, ListQuery, Page } from './list.ts';

/** What the history is about. */
export const HISTORY_KINDS = [
  'job',
  'device',
  'device-type',
  'worker',
  'tag',
  'failure-tag',
  'user',
  'group',
  'token',
  'join-request',
  'subscription',
  'query',
  'known-failure',
  'fair-share',
] as const;
export const HistoryKind = z.enum(HISTORY_KINDS);
export type HistoryKind = z.infer<typeof HistoryKind>;

/** One change of one thing. */
export const HistoryEntry = z.object({
  id: z.int(),
  time: Timestamp,
  actor: z.string().describe('user name, or the part of the server that acted by itself, in angle brackets'),
  kind: HistoryKind,
  object: z.string().describe('name or number of what was changed'),
  action: z.string().describe('what was done: `add`, `health`, `sign-in refused`, …'),
  old: z.string().nullable(),
  new: z.string().nullable(),
  reason: z.string(),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;

/** What somebody found out about a device or did to it, for the next one who looks; it cannot be changed later. */
export const AddNote = z.object({ text: z.string().trim().min(1).max(2_000) });

export const HistoryList = Page(HistoryEntry);
export type HistoryList = z.infer<typeof HistoryList>;

const text = z.string().min(1).max(200);

/** Newest first. Anyone who is not an admin must name a device, a device type, a worker, a job that they may see, or themselves. */
export const HistoryQuery = ListQuery(
  {
    kind: HistoryKind.optional(),
    object: text.optional(),
    actor: text.optional(),
    action: anyOf(text),
    since: Timestamp.optional().describe('then or later'),
    before: z.coerce
      .number<number | string>()
      .int()
      .positive()
      .max(Number.MAX_SAFE_INTEGER)
      .optional()
      .describe('only entries with a smaller number'),
  },
  { sorts: ['id'], sort: '-id', most: 200 },
);
export type HistoryQuery = z.infer<typeof HistoryQuery>;
