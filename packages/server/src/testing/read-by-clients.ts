// SPDX-License-Identifier: Apache-2.0
import { loadYaml } from '@lava/yaml/load.ts';
import * as z from 'zod';
import type { Value } from '../api/xmlrpc/value.ts';

/**
 * What KernelCI (kernelci-core, kernelci-pipeline) and SQUAD ask of a LAVA server, and what of the answers they read, with the
 * types that they take for granted. `{…}` in an address is filled in by the test.
 */
export interface Read {
  client: 'KernelCI' | 'SQUAD';
  /** `get` and `post` are addresses, `call` is a method of XML-RPC. */
  ask:
    | { get: string; without?: 'token' }
    | { post: string; json?: object; form?: Record<string, string> }
    | { call: string; params: Value[] };
  reads: z.ZodType;
}

const State = z.enum(['Submitted', 'Scheduling', 'Scheduled', 'Running', 'Canceling', 'Finished']);
const Health = z.enum(['Unknown', 'Complete', 'Incomplete', 'Canceled']);
const Result = z.enum(['pass', 'fail', 'skip', 'unknown']);
const Decimal = z.string().regex(/^-?\d+(\.\d+)?$/);
const Next = z.url().nullable();

/** A text that is loaded as YAML. */
const yaml = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text): unknown => loadYaml(text))
    .pipe(schema);
const Definition = yaml(z.object({ job_name: z.string(), metadata: z.record(z.string(), z.unknown()) }));
const Log = yaml(z.array(z.object({ dt: z.string(), lvl: z.string(), msg: z.unknown() })).min(1));
/** Of a page of a list. */
const page = (item: z.ZodType) => z.object({ results: z.array(item).min(1), next: Next });

/** A test case as XML-RPC and callbacks have it. */
const Case = z.object({
  ...{ suite: z.string(), name: z.string(), result: Result, unit: z.string() },
  measurement: Decimal.or(z.literal('None')),
  log_start_line: z.string().regex(/^\d*$/),
  log_end_line: z.string().regex(/^\d*$/),
  metadata: z.record(z.string(), z.unknown()),
});

const V02 = '/api/v0.2';
const KERNELCI = 'format=json&limit=256';

export const READS: readonly Read[] = [
  {
    client: 'KernelCI',
    ask: { get: `${V02}/jobs/{job}?${KERNELCI}` },
    reads: z.object({ state: State, health: Health }),
  },
  {
    client: 'KernelCI',
    ask: { get: `${V02}/jobs/?state=Submitted&requested_device_type=qemu&${KERNELCI}` },
    reads: z.object({ count: z.int() }),
  },
  {
    client: 'KernelCI',
    ask: { get: `${V02}/devices/?device_type=qemu&${KERNELCI}` },
    reads: page(z.object({ hostname: z.string(), state: z.string(), health: z.string() })),
  },
  {
    client: 'KernelCI',
    ask: { post: `${V02}/jobs/?${KERNELCI}`, json: { definition: '{definition}' } },
    reads: z.object({ job_ids: z.array(z.int()).min(1) }),
  },
  {
    client: 'SQUAD',
    ask: { get: `${V02}/jobs/{job}` },
    reads: z.object({ state: State, health: Health, definition: Definition }),
  },
  {
    client: 'SQUAD',
    ask: { get: `${V02}/jobs/{job}/suites/` },
    reads: page(z.object({ id: z.int(), name: z.string() })),
  },
  {
    client: 'SQUAD',
    ask: { get: `${V02}/jobs/{job}/suites/{suite}/tests` },
    reads: page(
      z.object({
        ...{ name: z.string(), result: Result, unit: z.string(), measurement: Decimal.nullable() },
        metadata: yaml(z.record(z.string(), z.unknown())),
      }),
    ),
  },
  { client: 'SQUAD', ask: { get: `${V02}/jobs/{job}/logs/` }, reads: Log },
  {
    client: 'SQUAD',
    ask: { get: `${V02}/system/master_config/`, without: 'token' },
    reads: z.object({ EVENT_SOCKET: z.string().regex(/^tcp:\/\/\*:\d+$/) }),
  },
  {
    client: 'SQUAD',
    ask: { post: `${V02}/jobs/`, form: { definition: '{definition}' } },
    reads: z.object({ job_ids: z.array(z.int()).min(1) }),
  },
  // Its POST has no slash at the end: it is led on, and asks again by GET.
  { client: 'SQUAD', ask: { post: `${V02}/jobs/{queued}/cancel` }, reads: z.object({ message: z.string() }) },
  {
    client: 'SQUAD',
    ask: { post: `${V02}/jobs/{job}/resubmit/` },
    reads: z.object({ job_ids: z.array(z.int()).min(1) }),
  },
  {
    client: 'SQUAD',
    ask: { call: 'scheduler.job_details', params: ['{job}'] },
    reads: z.object({ status: Health, definition: Definition }),
  },
  {
    client: 'SQUAD',
    ask: { call: 'results.get_testjob_suites_list_yaml', params: ['{job}'] },
    reads: yaml(z.array(z.object({ name: z.string() })).min(1)),
  },
  {
    client: 'SQUAD',
    ask: { call: 'results.get_testsuite_results_yaml', params: ['{job}', 'lava', 500, 0] },
    reads: yaml(z.array(Case).min(1)),
  },
  {
    client: 'SQUAD',
    ask: { call: 'results.get_testsuite_results_yaml', params: ['{job}', 'lava', 500, 500] },
    reads: yaml(z.array(z.unknown()).length(0)),
  },
  {
    client: 'SQUAD',
    ask: { call: 'scheduler.get_publisher_event_socket', params: [] },
    reads: z.string().regex(/^tcp:\/\/\*:\d+$/),
  },
  { client: 'SQUAD', ask: { call: 'scheduler.submit_job', params: ['{definition}'] }, reads: z.int() },
  { client: 'SQUAD', ask: { call: 'scheduler.resubmit_job', params: ['{job}'] }, reads: z.int() },
  { client: 'SQUAD', ask: { call: 'scheduler.cancel_job', params: ['{queued}'] }, reads: z.boolean() },
  {
    client: 'SQUAD',
    ask: { get: '/scheduler/job/{job}/log_file/plain?user=ann&token={token}', without: 'token' },
    reads: Log,
  },
];

/** What kernelci-pipeline reads of the callback of a job that failed. */
export const CALLBACK = z.object({
  status: z.int().min(0).max(5),
  actual_device_id: z.string(),
  definition: Definition,
  log: Log,
  results: z
    .record(z.string().regex(/^(lava|\d+_.+)$/), yaml(z.array(Case)))
    .refine(
      ({ lava = [] }) => lava.find(({ name }) => name === 'job')?.metadata.error_type === 'Infrastructure',
      'must say whose fault it was',
    ),
});
