// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { Timeout } from './timeout.ts';

const Timeouts = z.record(z.string(), Timeout.nullable());

/** Keys that every block of `actions` may have; the method's own keys are in its `schema.ts`. */
export const Block = z.looseObject({
  namespace: z.string().optional(),
  'connection-namespace': z.string().optional(),
  role: z.union([z.string(), z.array(z.string())]).optional(),
  protocols: z.unknown().optional(),
  timeout: Timeout.optional(),
  timeouts: Timeouts.optional(),
  connection_timeout: Timeout.optional(),
  repeat: z.int().positive().optional(),
  failure_retry: z.int().positive().optional(),
  failure_retry_interval: z.number().nonnegative().optional(),
});
export type Block = z.infer<typeof Block>;

/** One entry of `actions`: exactly one of the four keys. */
export const Action = z.looseObject({
  deploy: Block.optional(),
  boot: Block.optional(),
  test: Block.optional(),
  command: Block.optional(),
});
export type Action = z.infer<typeof Action>;

/** The job's envelope: what the dispatcher needs of it. */
export const Job = z.looseObject({
  job_name: z.string().optional(),
  device_type: z.string().optional(),
  timeouts: z.looseObject({
    job: Timeout,
    action: Timeout.optional(),
    connection: Timeout.optional(),
    queue: Timeout.optional(),
    actions: Timeouts.optional(),
    connections: Timeouts.optional(),
  }),
  context: z.record(z.string(), z.unknown()).optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
  tags: z.array(z.string()).optional(),
  secrets: z.record(z.string(), z.unknown()).optional(),
  environment: z.record(z.string(), z.unknown()).optional(),
  protocols: z.record(z.string(), z.unknown()).optional(),
  actions: z.array(Action),
});
export type Job = z.infer<typeof Job>;
