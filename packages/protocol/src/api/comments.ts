// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Name, Timestamp } from './common.ts';
import { ListQuery, Page, Search } from './list.ts';

/** Longest comment, characters. */
export const MAX_COMMENT = 4_000;
/** Most comments on one job, and failure tags of one. */
export const MAX_COMMENTS = 1_000;
export const MAX_FAILURE_TAGS = 20;

/** What somebody said about a job. */
export const JobComment = z.object({
  id: z.int(),
  author: z.string(),
  time: Timestamp,
  text: z.string(),
  /** `remove`, for its author and admins. */
  may: z.array(z.string()).default([]),
});
export type JobComment = z.infer<typeof JobComment>;
export const JobCommentList = Page(JobComment);
export const JobCommentQuery = ListQuery({}, { sorts: ['id'], sort: 'id', limit: 200 });
export type JobCommentQuery = z.infer<typeof JobCommentQuery>;
export const AddComment = z.object({ text: z.string().trim().min(1).max(MAX_COMMENT) });

/** A word for a kind of failure, such as `flaky-usb`; the first job that has it brings it into being. */
export const FailureTag = z.object({ name: Name, description: z.string(), jobs: z.int() });
export type FailureTag = z.infer<typeof FailureTag>;
export const FailureTagList = Page(FailureTag);
export const FailureTagQuery = ListQuery({ search: Search }, { sorts: ['name'], sort: 'name', limit: 200 });
export type FailureTagQuery = z.infer<typeof FailureTagQuery>;
export const UpdateFailureTag = z.object({ description: z.string().max(500) });
/** All failure tags that the job has from now on. */
export const SetFailureTags = z.object({ tags: z.array(Name).max(MAX_FAILURE_TAGS) });
