// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { KINDS } from '../error/kind.ts';
import { MAX_DEFINITION } from '../job/limits.ts';
import { Verdict } from '../record/verdict.ts';
import { ApiProblem, HoldLength, Name, Timestamp } from './common.ts';
import { anyOf, ListQuery, Page, Search } from './list.ts';

/** Names of `spec` states as the UI, CLI and REST know them; numbers for LAVA's APIs are in `JOB_STATES`' order. */
export const JOB_STATES = [
  'submitted',
  'scheduling',
  'scheduled',
  'running',
  'canceling',
  'finished',
] as const;
export const JobState = z.enum(JOB_STATES);
export type JobState = z.infer<typeof JobState>;

export const JOB_HEALTHS = ['unknown', 'complete', 'incomplete', 'canceled'] as const;
export const JobHealth = z.enum(JOB_HEALTHS);
export type JobHealth = z.infer<typeof JobHealth>;

/** What a reader may be able to do with a job. */
export const JOB_ABILITIES = ['cancel', 'hold', 'resubmit', 'comment', 'history', 'deliveries'] as const;
/** As in the definition of a job. */
export const Visibility = z.union([
  z.enum(['public', 'personal']),
  z.strictObject({ group: z.array(Name).min(1).max(100).describe('one must be a member of all of them') }),
]);
export type Visibility = z.infer<typeof Visibility>;
export const UpdateJob = z
  .strictObject({
    priority: z.int().min(0).max(100).optional().describe('of a job that waits'),
    visibility: Visibility.optional(),
    holdOnFailure: HoldLength.nullable()
      .optional()
      .describe('of a job that runs: hold its board for so many seconds if it fails; null: do not'),
  })
  .refine(
    (asked) => Object.keys(asked).length === 1,
    'must have priority, visibility or holdOnFailure, one of them',
  );
export const FailJob = z.object({ reason: z.string().max(200).default('') });

export type JobAbility = (typeof JOB_ABILITIES)[number];

/** How many results of each verdict. */
export const TestCounts = z.object({
  pass: z.int().default(0),
  fail: z.int().default(0),
  skip: z.int().default(0),
  unknown: z.int().default(0),
});
export type TestCounts = z.infer<typeof TestCounts>;

export const JobSummary = z.object({
  id: z.int(),
  /** Of a MultiNode job: how LAVA calls it, number of the group's first job and its own in the group; and its role. */
  subId: z.string().nullable().default(null),
  role: z.string().nullable().default(null),
  description: z.string(),
  state: JobState,
  health: JobHealth,
  priority: z.int(),
  submitter: z.string(),
  /** Requested; `device` is the one that was assigned. */
  deviceType: z.string().nullable(),
  device: z.string().nullable(),
  worker: z.string().nullable(),
  submitTime: Timestamp,
  startTime: Timestamp.nullable(),
  endTime: Timestamp.nullable(),
  /** The scheduler started it to find out whether its device is good. */
  healthCheck: z.boolean().default(false),
  /** Why it waits, when it does; one reason a line, most important first. */
  waiting: z.array(z.string()),
  /** How it ended, when not well. `kind` is whose problem it was. */
  error: z.object({ code: z.string(), kind: z.string(), message: z.string() }).nullable(),
  /** Results of its own tests, without those of LAVA's steps. */
  tests: TestCounts.default({ pass: 0, fail: 0, skip: 0, unknown: 0 }),
  /** What this reader may do with it as it is now: words of `JOB_ABILITIES`. */
  may: z.array(z.string()).default([]),
  /** What this reader could do at another time, and why not now. */
  mayNot: z.record(z.string(), z.string()).default({}),
});
export type JobSummary = z.infer<typeof JobSummary>;

/** A job of a MultiNode group. */
export const GroupJob = z.object({
  id: z.int(),
  subId: z.string(),
  role: z.string(),
  /** When it does not complete, the others end. */
  essential: z.boolean(),
  state: JobState,
  health: JobHealth,
  device: z.string().nullable(),
  worker: z.string().nullable(),
  startTime: Timestamp.nullable(),
  endTime: Timestamp.nullable(),
});
export type GroupJob = z.infer<typeof GroupJob>;

export const Job = JobSummary.extend({
  /** Of a MultiNode job: its group, as LAVA names it, with all its jobs in their order. */
  group: z
    .object({ id: z.string(), jobs: z.array(GroupJob) })
    .nullable()
    .default(null),
  tags: z.array(z.string()),
  visibility: z.string(),
  queueTimeout: z.int().nullable().describe('seconds'),
  /** Records stored so far; the number of the next one. */
  records: z.int(),
  /** True when the job is over, everything the worker holds has arrived, and it could write everything that there was. */
  logComplete: z.boolean(),
  results: z.record(Verdict, z.int()),
  metadata: z.record(z.string(), z.unknown()),
  resubmittedFrom: z.int().nullable(),
  /** The attempt that counts, and whose log and results these are; while the job waits to be tried again, the one before. */
  attempt: z.int().default(1),
  /** How often the job may be tried again after a failure of the lab. */
  retries: z.int().default(0),
  /** For so many seconds its board is held for a person if it fails; null: it is not. */
  holdOnFailure: z.int().nullable().default(null),
  /** Words that people gave to its failure. */
  failureTags: z.array(z.string()).default([]),
  /** Submitted as JSON of the first dispatcher, and translated. */
  json: z.boolean().default(false),
  /** Seconds this software added: queue-free submit to power on, and last signal to finished. Null before the end. */
  overhead: z.object({ start: z.number(), end: z.number() }).nullable(),
  /**
   * Seconds that the job had its device: before the device's first power on, for downloads and images, and from then to the end.
   * Null before the end, and where the job did not come to that.
   */
  deviceTime: z.object({ preparing: z.number(), busy: z.number() }).nullable().default(null),
});
export type Job = z.infer<typeof Job>;

export const JobList = Page(JobSummary);
export type JobList = z.infer<typeof JobList>;

/** As many as the reader may see; each number ends at `MAX_COUNTED`, which means so many or more. */
export const JobCounts = z.object({
  queued: z.int(),
  /** Also what is about to start, and what is being canceled. */
  running: z.int(),
  finished: z.int().default(0),
  complete: z.int().default(0),
  incomplete: z.int().default(0),
  canceled: z.int().default(0),
});
export type JobCounts = z.infer<typeof JobCounts>;
export const MAX_COUNTED = 1_000;

/** Longest text of a filter, characters. */
export const MAX_FILTER = 1_000;

const JobFilters = {
  deviceType: anyOf(Name),
  device: Name.optional(),
  submitter: z.string().min(1).max(200).optional(),
  notSubmitter: z.string().min(1).max(200).optional().describe('only jobs of others'),
  since: Timestamp.optional().describe('submitted then or later'),
  until: Timestamp.optional().describe('submitted before'),
  errorCode: z.string().min(1).max(200).optional(),
  errorKind: z.enum(KINDS).optional().describe('whose problem its error is'),
  failureTag: Name.optional().describe('somebody gave it this failure tag'),
  suite: z
    .string()
    .min(1)
    .max(1_000)
    .optional()
    .describe('has this suite, with or without the number in front'),
  case: z.string().min(1).max(1_000).optional().describe('has this test case, in that suite'),
  result: anyOf(Verdict).describe('such a case had one of these results'),
  filter: z
    .string()
    .max(MAX_FILTER)
    .optional()
    .describe('all of these as one text: `type:qemu health:incomplete after:7d`, see the reference of lists'),
  search: Search,
};
/** What `GET /jobs/counts` can be narrowed to. */
export const JobCountsQuery = z.object(JobFilters);
export type JobCountsQuery = z.infer<typeof JobCountsQuery>;

/**
 * `sort=queue` lists the jobs that wait, in the order in which they are served; `sort=endTime` those that are over.
 */
export const JobQuery = ListQuery(
  {
    state: anyOf(JobState),
    health: anyOf(JobHealth),
    ...JobFilters,
    before: z.coerce
      .number<number | string>()
      .int()
      .positive()
      .max(Number.MAX_SAFE_INTEGER)
      .optional()
      .describe('only jobs with a smaller number'),
  },
  { sorts: ['id', 'endTime', 'queue'], sort: '-id', limit: 25, most: 200 },
);
export type JobQuery = z.infer<typeof JobQuery>;
export type JobListQuery = z.input<typeof JobQuery>;

export const SubmitJob = z.object({ definition: z.string().max(MAX_DEFINITION) });
export type SubmitJob = z.infer<typeof SubmitJob>;
export const SubmittedJob = z.object({
  id: z.int(),
  /** Of a MultiNode job: all its jobs in their order; `id` is the first. */
  group: z.array(z.object({ id: z.int(), subId: z.string(), role: z.string() })).optional(),
  /** What the translation of a JSON job left out; absent when it is nothing. */
  warnings: z.array(ApiProblem).optional(),
});
export type SubmittedJob = z.infer<typeof SubmittedJob>;

/** A JSON job as pipeline YAML. */
export const TranslatedJob = z.object({ definition: z.string(), warnings: z.array(ApiProblem) });
export type TranslatedJob = z.infer<typeof TranslatedJob>;

/** The text as submitted, or the YAML that runs; these differ only for JSON jobs. */
export const DEFINITION_FORMS = ['submitted', 'pipeline'] as const;
export const DefinitionQuery = z.object({ form: z.enum(DEFINITION_FORMS).default('submitted') });
export type DefinitionForm = z.infer<typeof DefinitionQuery>['form'];

export const ProblemReport = z.object({ problems: z.array(ApiProblem) });
export type ProblemReport = z.infer<typeof ProblemReport>;

export const TestResult = z.object({
  id: z.int(),
  suite: z.string(),
  set: z.string().nullable(),
  name: z.string(),
  result: Verdict,
  /** Decimal digits, as the test printed them. */
  measurement: z.string().nullable(),
  units: z.string().nullable(),
  reference: z.string().nullable(),
  /** Numbers of the records it points at: the result line itself, and start and end of the case's output. */
  record: z.int(),
  startRecord: z.int().nullable(),
  endRecord: z.int().nullable(),
  /** By the worker's clock, with microseconds; null when the result gives no time. */
  logged: z.string().nullable(),
  /** Everything else that the result line said. */
  metadata: z.record(z.string(), z.unknown()),
  /** Of a case that may fail: why, by an entry of known failures. One that passes all the same is unexpected. */
  known: z.object({ id: z.int(), reason: z.string(), url: z.string().nullable() }).optional(),
});
export type TestResult = z.infer<typeof TestResult>;
export const TestResultList = Page(TestResult);
export type TestResultList = z.infer<typeof TestResultList>;

/** In the order of the log unless it says otherwise. */
export const ResultQuery = ListQuery(
  {
    suite: anyOf(z.string().min(1).max(1_000)),
    notSuite: anyOf(z.string().min(1).max(1_000)),
    set: z.string().min(1).max(1_000).optional(),
    result: anyOf(Verdict),
    search: Search,
  },
  { sorts: ['record', 'name'], sort: 'record', limit: 200 },
);
export type ResultQuery = z.infer<typeof ResultQuery>;

/** A suite of a job, and how its cases went. */
export const TestSuite = z.object({ id: z.int(), name: z.string(), tests: TestCounts });
export type TestSuite = z.infer<typeof TestSuite>;
export const TestSuiteList = Page(TestSuite);

/** `GET /jobs/:id/records`: NDJSON body, one record a line; `from` is the number of the first. */
export const RecordsQuery = z.object({
  from: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(100_000).default(10_000),
});
/** `GET /jobs/:id/log.txt`. */
export const TextLogQuery = z.object({ bare: z.stringbool().default(false) });
export interface TextLogQuery {
  bare: boolean;
}
export type RecordsQuery = z.infer<typeof RecordsQuery>;
