// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import type { AttemptQuery } from '../attempts.ts';
import { type AddComment, JobComment, JobCommentList, type JobCommentQuery } from '../comments.ts';
import { type CompareQuery, Comparison } from '../compare.ts';
import type { ExportFormat, ExportQuery } from '../exports.ts';
import { streamJob } from '../job-stream.ts';
import {
  type DefinitionForm,
  type FailJob,
  Job,
  JobCounts,
  type JobCountsQuery,
  JobList,
  type JobListQuery,
  ProblemReport,
  type RecordsQuery,
  type ResultQuery,
  SubmittedJob,
  TestResultList,
  TestSuiteList,
  type TextLogQuery,
  TranslatedJob,
  type UpdateJob,
} from '../jobs.ts';
import { Delivery, DeliveryList, type DeliveryQuery } from '../notifications.ts';
import { JobRetention, type KeepJob } from '../retention.ts';
import { json, type Transport } from '../transport.ts';
import { empty, type Query, text } from './request.ts';

export function jobMethods(send: Transport) {
  return {
    list: (query: JobListQuery = {}) => json(send('GET', '/jobs', { query }), JobList),
    /** How many wait, run, and ended in each way. */
    counts: (query: z.input<typeof JobCountsQuery> = {}) =>
      json(send('GET', '/jobs/counts', { query }), JobCounts),
    submit: (definition: string) => json(send('POST', '/jobs', { body: { definition } }), SubmittedJob),
    /** All problems of a definition; an empty list when it would be accepted. */
    validate: (definition: string) =>
      json(send('POST', '/jobs/validate', { body: { definition } }), ProblemReport),
    /** A JSON job of the first dispatcher as pipeline YAML. */
    translate: (definition: string) =>
      json(send('POST', '/jobs/translate', { body: { definition } }), TranslatedJob),
    get: (id: number) => json(send('GET', `/jobs/${id}`), Job),
    /** Another place in the queue, of a job that waits; who sees it. */
    update: (id: number, body: z.input<typeof UpdateJob>) =>
      json(send('PATCH', `/jobs/${id}`, { body }), Job),
    /** Ends a job that a cancel cannot end; for admins. */
    fail: (id: number, body: z.input<typeof FailJob> = {}) =>
      json(send('POST', `/jobs/${id}/fail`, { body }), Job),
    cancel: (id: number) => json(send('POST', `/jobs/${id}/cancel`), Job),
    resubmit: (id: number) => json(send('POST', `/jobs/${id}/resubmit`), SubmittedJob),
    /** The text as submitted; with `pipeline` the YAML that runs, which differs for a JSON job. */
    definition: (id: number, form?: DefinitionForm) =>
      text(send('GET', `/jobs/${id}/definition`, { query: { form } })),
    results: (id: number, query: Query<typeof ResultQuery> = {}) =>
      json(send('GET', `/jobs/${id}/results`, { query }), TestResultList),
    /** Its results in a form of other programs; the body may be long. */
    export: (id: number, format: ExportFormat, query: Query<typeof ExportQuery> = {}) =>
      send('GET', `/jobs/${id}/export/${format}`, { query, headers: { accept: '*/*' } }),
    /** What became of each case from the first job to the other. */
    compare: (before: number, after: number, query: Query<typeof CompareQuery> = {}) =>
      json(send('GET', `/jobs/${before}/compare/${after}`, { query }), Comparison),
    comments: {
      list: (id: number, query: Query<typeof JobCommentQuery> = {}) =>
        json(send('GET', `/jobs/${id}/comments`, { query }), JobCommentList),
      add: (id: number, body: z.input<typeof AddComment>) =>
        json(send('POST', `/jobs/${id}/comments`, { body }), JobComment),
      remove: (id: number, comment: number) => empty(send('DELETE', `/jobs/${id}/comments/${comment}`)),
    },
    /** How long it and its log are kept. */
    retention: (id: number) => json(send('GET', `/jobs/${id}/retention`), JobRetention),
    /** Nothing of it is removed by rules from now on. */
    keep: (id: number, body: z.input<typeof KeepJob> = {}) =>
      json(send('PUT', `/jobs/${id}/kept`, { body }), JobRetention),
    endKeeping: (id: number) => json(send('DELETE', `/jobs/${id}/kept`), JobRetention),
    /** The failure tags that it has from now on. */
    setFailureTags: (id: number, tags: readonly string[]) =>
      json(send('PUT', `/jobs/${id}/failure-tags`, { body: { tags } }), Job),
    /** What is sent about it to those whom it notifies; for its submitter and admins. */
    deliveries: (id: number, query: Query<typeof DeliveryQuery> = {}) =>
      json(send('GET', `/jobs/${id}/deliveries`, { query }), DeliveryList),
    /** Sends one once more. */
    repeatDelivery: (id: number, delivery: number) =>
      json(send('POST', `/jobs/${id}/deliveries/${delivery}/repeat`), Delivery),
    /** Suites of its results, each with how many cases passed and failed. */
    suites: (id: number) => json(send('GET', `/jobs/${id}/suites`), TestSuiteList),
    /** Lines of stored records; fewer than asked for at the end of what there is. */
    records: async (id: number, query: Partial<RecordsQuery & AttemptQuery> = {}) => {
      const body = await text(send('GET', `/jobs/${id}/records`, { query }));
      return body.split('\n').filter((line) => line !== '');
    },
    /** The whole log as LAVA's YAML. */
    logYaml: (id: number, query: AttemptQuery = {}) => text(send('GET', `/jobs/${id}/log.yaml`, { query })),
    /** The whole log as text; `bare`: without time and level. */
    logText: (id: number, query: Partial<TextLogQuery & AttemptQuery> = {}) =>
      text(send('GET', `/jobs/${id}/log.txt`, { query })),
    /** The recording of its consoles, as it comes. */
    logCast: (id: number, query: AttemptQuery = {}) => send('GET', `/jobs/${id}/log.cast`, { query }),
    stream: (id: number, from = 0, signal?: AbortSignal) => streamJob(send, id, from, signal),
  };
}
