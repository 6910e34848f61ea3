// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Name, Timestamp } from './common.ts';
import { Page } from './list.ts';

/** Largest attachment, bytes, and how many a job may have. */
export const MAX_ATTACHMENT = 4 * 1024 * 1024;
export const MAX_ATTACHMENTS = 50;

/** A file that somebody added to a job. */
export const Attachment = z.object({
  name: z.string(),
  /** Bytes. */
  size: z.int(),
  sha256: z.string(),
  by: z.string(),
  added: Timestamp,
  /** `remove`, for the submitter of the job and admins. */
  may: z.array(z.string()).default([]),
});
export type Attachment = z.infer<typeof Attachment>;
/** By name; all of them, since there are few. */
export const AttachmentList = Page(Attachment).extend({
  /** `add`, for the same. */
  may: z.array(z.string()).default([]),
});
export type AttachmentList = z.infer<typeof AttachmentList>;

/** Part of an address, and the name of a file where it is stored. */
export const AttachmentName = Name.refine((name) => !name.startsWith('.'), 'must not begin with a dot');
