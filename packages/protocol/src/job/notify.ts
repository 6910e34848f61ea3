// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

const Callback = z.strictObject({
  url: z.string().describe('Address to call.'),
  method: z.enum(['GET', 'POST']).optional().describe('GET when absent.'),
  token: z.string().optional().describe('Token to send, or the name of an artifact token.'),
  header: z.string().optional().describe('HTTP header that carries the token; Authorization when absent.'),
  dataset: z
    .enum(['minimal', 'logs', 'results', 'all'])
    .optional()
    .describe('What is sent; minimal when absent.'),
  'content-type': z
    .enum(['json', 'urlencoded'])
    .optional()
    .describe('Form of what is sent; urlencoded when absent.'),
});

/** One address, and nothing by which a mail program could read another. */
const Address = z
  .string()
  .regex(/^[^\s@,;:<>()[\]"\\]{1,64}@[^\s@,;:<>()[\]"\\]{1,255}$/, 'is not a mail address');

const Recipient = z.looseObject({
  to: z
    .looseObject({
      method: z.enum(['email', 'irc']).describe('How the recipient is notified.'),
      user: z.string().optional().describe('Account of this server.'),
      email: Address.optional().describe('Mail address.'),
      handle: z.string().optional().describe('IRC nick name.'),
      server: z.string().optional().describe('IRC server.'),
    })
    .refine(({ method, user, email }) => method !== 'email' || (user ?? email) !== undefined, {
      message: 'needs `email` or `user`',
    })
    .refine(({ method, user, handle }) => method !== 'irc' || (user ?? handle) !== undefined, {
      message: 'needs `handle` or `user`',
    })
    .describe('Who is notified.'),
});

const Query = z.union([
  z.looseObject({ username: z.string(), name: z.string() }),
  z.looseObject({ entity: z.string(), conditions: z.unknown() }),
]);

/** Of one job: whoever submits must not be able to flood others. */
const MOST = 50;

/** Who is notified when the job has reached some state. */
export const Notify = z
  .strictObject({
    criteria: z
      .looseObject({
        status: z
          .enum(['running', 'complete', 'incomplete', 'canceled', 'finished', 'all'])
          .describe('State of the job that causes the notification.'),
        type: z
          .enum(['progression', 'regression'])
          .optional()
          .describe('Only when it is better, or worse, than the job before.'),
        dependency_query: z.string().optional().describe('Only when all these jobs have this status too.'),
      })
      .describe('When somebody is notified.'),
    recipients: z.array(Recipient).max(MOST).optional().describe('Who is notified.'),
    callback: Callback.optional().describe('Address that is called.'),
    callbacks: z.array(Callback).max(MOST).optional().describe('Addresses that are called.'),
    verbosity: z.enum(['verbose', 'quiet', 'status-only']).optional().describe('quiet when absent.'),
    compare: z
      .looseObject({
        blacklist: z.array(z.string()).optional().describe('Test cases that do not count.'),
        query: Query.optional().describe('Jobs to compare with.'),
      })
      .optional()
      .describe('Compare the results with those of the job before.'),
  })
  .refine(({ callback, callbacks }) => callback === undefined || callbacks === undefined, {
    message: 'write either `callback` or `callbacks`, not both',
  });
export type Notify = z.infer<typeof Notify>;
