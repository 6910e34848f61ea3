// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { MAX_TIMEOUT, Timeout } from './timeout.ts';
import { HoldTime } from './timeout-definition.ts';

const Timeouts = z.record(z.string(), Timeout.nullable());

/** Keys that every block of `actions` may have; the method's own keys are in its `schema.ts`. */
export const Block = z.looseObject({
  namespace: z.string().optional().describe('Label of the target; blocks of one target share it.'),
  'connection-namespace': z
    .string()
    .optional()
    .describe("Use the console of this namespace instead of the block's own."),
  role: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe('Roles of a multinode job that do this.'),
  protocols: z.unknown().optional().describe('Calls of protocols in this block.'),
  timeout: Timeout.optional().describe('Time limit of the block.'),
  timeouts: Timeouts.optional().describe('Time limits of steps of the block, by their names.'),
  connection_timeout: Timeout.optional().describe('Time limit of each wait on the console.'),
  repeat: z.int().positive().optional().describe('Run the block so often, whatever happens.'),
  failure_retry: z
    .int()
    .nonnegative()
    .optional()
    .describe('Attempts until the first success; 0 is one as well.'),
  failure_retry_interval: z
    .number()
    .nonnegative()
    .max(MAX_TIMEOUT)
    .optional()
    .describe('Seconds between attempts; 1 by default.'),
});
export type Block = z.infer<typeof Block>;

/** One entry of `actions`: exactly one of the keys. */
export const Action = z.looseObject({
  deploy: Block.optional(),
  boot: Block.optional(),
  test: Block.optional(),
  command: Block.optional(),
  hold: Block.optional(),
});
export type Action = z.infer<typeof Action>;

/** A key without a value, as in `tags:`, says nothing. */
function orNothing<T extends z.ZodType>(schema: T) {
  return schema
    .nullish()
    .transform((value) => value ?? undefined)
    .optional();
}

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
  /** After a failure the board is held for so long, for people to look at it. */
  hold_on_failure: HoldTime.nullish(),
  context: orNothing(z.record(z.string(), z.unknown())),
  metadata: orNothing(z.record(z.string(), z.unknown())),
  tags: orNothing(z.array(z.string())),
  secrets: orNothing(z.record(z.string(), z.unknown())),
  environment: orNothing(z.record(z.string(), z.unknown())),
  protocols: orNothing(z.record(z.string(), z.unknown())),
  actions: z.array(Action),
});
export type Job = z.infer<typeof Job>;
