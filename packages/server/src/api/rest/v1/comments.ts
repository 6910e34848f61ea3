// SPDX-License-Identifier: Apache-2.0
import {
  AddComment,
  FailureTagList,
  FailureTagQuery,
  JobComment,
  JobCommentList,
  JobCommentQuery,
  SetFailureTags,
  UpdateFailureTag,
} from '@lava/protocol/api/comments.ts';
import { Job } from '@lava/protocol/api/jobs.ts';
import { addComment, comments, removeComment } from '../../../jobs/comments.ts';
import { describeFailureTag, failureTags, removeFailureTag, tagFailure } from '../../../jobs/failure-tags.ts';
import { job } from '../../../jobs/jobs.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { JobParams, NameParams } from '../../http/params.ts';

const CommentParams = JobParams.extend({ comment: JobParams.shape.id });

export function commentRoutes(api: Api, { db }: ApiContext): void {
  const tags = ['jobs'];
  api.get(
    '/jobs/:id/comments',
    { schema: { tags, params: JobParams, querystring: JobCommentQuery, response: { 200: JobCommentList } } },
    async ({ actor, params, query }) => comments(db, actor, params.id, query),
  );

  api.post(
    '/jobs/:id/comments',
    {
      config: { scope: 'submit' },
      schema: { tags, params: JobParams, body: AddComment, response: { 200: JobComment } },
    },
    async ({ actor, params, body }) => addComment(db, actor, params.id, body.text),
  );

  api.delete(
    '/jobs/:id/comments/:comment',
    { schema: { tags, params: CommentParams } },
    async ({ actor, params }, reply) => {
      await removeComment(db, actor, params.id, params.comment);
      return reply.status(204).send();
    },
  );

  api.put(
    '/jobs/:id/failure-tags',
    {
      config: { scope: 'submit' },
      schema: { tags, params: JobParams, body: SetFailureTags, response: { 200: Job } },
    },
    async ({ actor, params, body }) => {
      await tagFailure(db, actor, params.id, body.tags);
      return job(db, actor, params.id);
    },
  );

  api.get(
    '/failure-tags',
    { schema: { tags, querystring: FailureTagQuery, response: { 200: FailureTagList } } },
    async ({ actor, query }) => failureTags(db, actor, query),
  );

  api.patch(
    '/failure-tags/:name',
    { schema: { tags, params: NameParams, body: UpdateFailureTag } },
    async ({ actor, params, body }, reply) => {
      await describeFailureTag(db, actor, params.name, body.description);
      return reply.status(204).send();
    },
  );

  api.delete(
    '/failure-tags/:name',
    { schema: { tags, params: NameParams } },
    async ({ actor, params }, reply) => {
      await removeFailureTag(db, actor, params.name);
      return reply.status(204).send();
    },
  );
}
