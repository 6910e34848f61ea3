// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { argument, JobNumber } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

const NAMES: Record<string, number> = { low: 0, medium: 50, high: 100 };
const MESSAGE = 'must be low, medium, high, or a whole number from 0 to 100';

const Priority: z.ZodType<number, string> = z
  .string()
  .transform((text) =>
    Object.hasOwn(NAMES, text) ? (NAMES[text] as number) : /^\d{1,3}$/.test(text) ? Number(text) : -1,
  )
  .refine((value) => value >= 0 && value <= 100, MESSAGE);

export const priority = defineVerb({
  summary: 'move a job that waits to another place in the queue',
  arguments: {
    id: argument('number of the job', JobNumber, 'jobs'),
    priority: argument('low, medium, high, or 0 to 100', Priority),
  },
  async run(context, { id, priority: wanted }) {
    const job = await context.client().jobs.update(id, { priority: wanted });
    context.output.say(job, () => `job ${id} has priority ${job.priority}`);
  },
});
