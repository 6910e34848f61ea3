// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

/**
 * Consoles of running jobs, from the dispatcher to whoever watches. The worker asks the dispatcher, and sends to the server,
 * only while somebody watches the job; output that nobody takes in time is skipped, never waited for, since the
 * job's log has all of it.
 */

const JobId = z.int().positive();

/** The connection's name, after its namespace and a slash where that is not the usual one. */
export const ConsoleName = z.string().min(1).max(200);

/** Of one job; a device has a handful. */
const MOST_CONSOLES = 50;

/** Bytes of output in one message, and of what is typed. */
export const MAX_OUTPUT = 64 * 1024;
export const MAX_TYPED = 4 * 1024;

/** Output of one job that may be on its way to the server without an answer, bytes. */
export const OUTPUT_WINDOW = 256 * 1024;

export const ConsoleState = z.object({ name: ConsoleName, open: z.boolean() });
export type ConsoleState = z.infer<typeof ConsoleState>;

const List = { consoles: z.array(ConsoleState).max(MOST_CONSOLES) };
const Output = {
  console: ConsoleName,
  /** A new beginning, with the last that was said; what was sent before is to be forgotten. */
  fresh: z.boolean().optional(),
  /** Bytes that were left out before these. */
  skipped: z.int().positive().optional(),
};
const Typed = {
  console: ConsoleName,
  what: z.enum(['text', 'break']),
  /** Account, for the job's log. */
  who: z.string().min(1).max(200),
};

/** What a dispatcher says on the socket in its job's directory. The bytes of `output` follow the header. */
export const FromDispatcher = z.discriminatedUnion('type', [
  z.object({ type: z.literal('consoles'), ...List }),
  z.object({ type: z.literal('output'), ...Output }),
]);
export type FromDispatcher = z.infer<typeof FromDispatcher>;

/** And what it hears there; the bytes of `text` follow the header. */
export const ToDispatcher = z.object({ type: z.literal('typed'), ...Typed });
export type ToDispatcher = z.infer<typeof ToDispatcher>;

/** Name of the socket in the job's directory. */
export const CONSOLE_SOCKET = 'console.sock';

/** Worker to server: the consoles that there are; none when the dispatcher cannot be asked. */
export const Consoles = z.object({ type: z.literal('consoles'), job: JobId, ...List });
export type Consoles = z.infer<typeof Consoles>;

/** Worker to server, in front of a frame with the bytes; `number` counts the messages of the job, for `console-seen`. */
export const ConsoleOutput = z.object({
  type: z.literal('console'),
  job: JobId,
  number: z.int().positive(),
  ...Output,
});
export type ConsoleOutput = z.infer<typeof ConsoleOutput>;

/** Server to worker: the jobs whose consoles somebody watches, all of them; said again and again. */
export const Watch = z.object({ type: z.literal('watch'), jobs: z.array(JobId).max(10_000) });
export type Watch = z.infer<typeof Watch>;

/** Server to worker: the output up to this message has arrived, and more may be sent. */
export const ConsoleSeen = z.object({
  type: z.literal('console-seen'),
  job: JobId,
  number: z.int().positive(),
});
export type ConsoleSeen = z.infer<typeof ConsoleSeen>;

/** Server to worker: somebody types. */
export const ConsoleTyped = z.object({
  type: z.literal('console-typed'),
  job: JobId,
  ...Typed,
  data: z.base64().max(2 * MAX_TYPED),
});
export type ConsoleTyped = z.infer<typeof ConsoleTyped>;
