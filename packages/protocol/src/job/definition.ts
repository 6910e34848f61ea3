// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { contextSchema } from './context.ts';
import { protocolsSchema } from './multinode.ts';
import { Notify } from './notify.ts';
import { Retry } from './retry.ts';
import { HoldTime, TimeoutDefinition } from './timeout-definition.ts';

/** Names of steps, as time limits are given by them. */
const StepName = z.string().regex(/^[a-z-]+$/, 'is not the name of a step');

const Timeouts = z
  .strictObject({
    job: TimeoutDefinition.describe('For the whole job.'),
    action: TimeoutDefinition.optional().describe(
      'For each step that nothing else is said of; 30 s when absent.',
    ),
    connection: TimeoutDefinition.optional().describe('For each wait on a console; 30 s when absent.'),
    queue: TimeoutDefinition.optional().describe('For the wait in the queue.'),
    actions: z
      .record(StepName, TimeoutDefinition)
      .optional()
      .describe('For steps of this name, as the plan shows them.'),
    connections: z
      .record(z.string(), TimeoutDefinition)
      .optional()
      .describe('For waits of steps of this name.'),
  })
  .describe('Time limits.');

const Visibility = z
  .union([
    z.enum(['public', 'personal']),
    z.strictObject({
      group: z.array(z.string()).optional().describe('Groups; a viewer must be in all of them.'),
    }),
  ])
  .describe('Who may see the job.');

/**
 * A job as its submitter writes it: everything but the blocks, whose shapes belong to their methods. Accepts what LAVA's
 * enforced validator accepts, except what is listed in docs/reference/differences.md.
 * @param extraContext further keys of `context` that the admin allows
 */
export function jobDefinition(extraContext: readonly string[] = []) {
  return z.strictObject({
    job_name: z.string().min(1).max(200).describe('Name of the job, for lists.'),
    device_type: z.string().min(1).optional().describe('Type of the device to run on.'),
    device: z.string().optional().describe('This device and no other.'),
    worker: z.string().optional().describe('A device of this worker.'),
    timeouts: Timeouts,
    visibility: Visibility,
    priority: z
      .union([z.enum(['high', 'medium', 'low']), z.boolean(), z.int().min(0).max(100)])
      .optional()
      .describe(
        'Place in the queue: high (100), medium (50, when absent), low (0), or a number of 0 to 100.',
      ),
    context: contextSchema(extraContext).optional(),
    metadata: z.record(z.string(), z.unknown()).optional().describe('Anything; kept with the job.'),
    tags: z.array(z.string()).optional().describe('Tags that the device must have.'),
    secrets: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('Variables for the test shell that never appear in logs.'),
    environment: z.record(z.string(), z.unknown()).optional().describe('Variables for the test shell.'),
    protocols: protocolsSchema(extraContext).optional(),
    notify: Notify.optional().describe('Who is notified about the job.'),
    hold_on_failure: HoldTime.optional().describe(
      'After a failure the board is kept for so long, powered and with its consoles, for you to look at it.',
    ),
    retry: Retry.optional().describe(
      'How often the job is tried again, on another board where there is one; what the device type or the lab says when absent.',
    ),
    console: z
      .strictObject({
        take_over: z
          .boolean()
          .optional()
          .describe('Whoever may cancel the job may type at its consoles while it runs; false when absent.'),
      })
      .optional()
      .describe('What people may do with the consoles of the device.'),
    reboot_to_fastboot: z.boolean().optional().describe('Leave the device in fastboot; true when absent.'),
    actions: z
      .array(z.record(z.string(), z.unknown()))
      .describe('What is done, in this order: blocks of deploy, boot, test, command or hold.'),
  });
}
