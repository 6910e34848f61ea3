// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { contextSchema } from './context.ts';
import { TimeoutDefinition } from './timeout-definition.ts';

/** @param extraContext further keys of `context` that the admin allows */
export function protocolsSchema(extraContext: readonly string[] = []) {
  const shared = {
    count: z.int().nonnegative().describe('How many.'),
    essential: z.boolean().optional().describe('When one of these fails, the whole group ends.'),
    tags: z.array(z.string()).optional().describe('Tags that the device must have.'),
    timeout: TimeoutDefinition.optional().describe('Time limit for messages.'),
    context: contextSchema(extraContext).optional(),
  };
  const DeviceRole = z.looseObject({
    ...shared,
    device_type: z.string().describe('Type of the device.'),
    device: z.string().optional().describe('This device and no other.'),
    worker: z.string().optional().describe('A device of this worker.'),
    environment: z.record(z.string(), z.unknown()).optional().describe('Variables for the test shell.'),
  });
  const ConnectionRole = z.looseObject({
    ...shared,
    connection: z.string().describe('Kind of the connection: ssh.'),
    expect_role: z.string().describe('Role whose start message is waited for.'),
    host_role: z.string().describe('Role whose device is connected to.'),
    request: z.string().optional().describe('Message that starts it: lava-start.'),
  });
  return z
    .looseObject({
      'lava-multinode': z
        .looseObject({
          roles: z
            .record(z.string(), z.union([DeviceRole, ConnectionRole]))
            .optional()
            .describe('Devices of the group, by a name of your choice.'),
          timeout: TimeoutDefinition.optional().describe('Time limit for messages.'),
        })
        .optional()
        .describe('Several devices run one job together.'),
      'lava-xnbd': z
        .looseObject({
          port: z
            .union([z.literal('auto'), z.int().min(1).max(65_535)])
            .describe('Port of the NBD server: a number, or auto.'),
          timeout: TimeoutDefinition.optional().describe('Time limit of the server.'),
        })
        .optional()
        .describe('Root file system over a network block device.'),
    })
    .describe('Protocols of the job.');
}
