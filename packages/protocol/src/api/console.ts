// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { ConsoleName, ConsoleState } from '../wire/console.ts';

/**
 * The WebSocket of a job's console, `GET /api/v1/jobs/{id}/console`. Binary messages are bytes: to the client what the
 * device says, to the server what is typed. Text messages are one of these as JSON; docs/reference/console.md is the prose.
 */

/** Which console; the first of the device when absent. */
export const ConsoleQuery = z.object({ console: ConsoleName.optional() });

/** Whenever something of it changes. */
const State = z.object({
  type: z.literal('state'),
  /** Null while the job has none. */
  console: z.string().nullable(),
  consoles: z.array(ConsoleState),
  /** Whether the client's account may type at this job's consoles. */
  mayType: z.boolean(),
  /** Account that has the keyboard; null when nobody has. */
  writer: z.string().nullable(),
  /** Whether this connection is the one that has it. */
  yours: z.boolean(),
});
export type ConsoleView = z.infer<typeof State>;

export const ConsoleEvent = z.discriminatedUnion('type', [
  State,
  /** The next bytes are the last that the console said; what came before is to be forgotten. */
  z.object({ type: z.literal('fresh') }),
  /** The client did not take the output in time. The job's log has it. */
  z.object({ type: z.literal('skipped'), bytes: z.int() }),
  /** What the client asked for was not done. */
  z.object({ type: z.literal('refused'), message: z.string() }),
  /** The job has ended; the connection ends. */
  z.object({ type: z.literal('end') }),
]);
export type ConsoleEvent = z.infer<typeof ConsoleEvent>;

export const ConsoleRequest = z.discriminatedUnion('type', [
  /** The keyboard; with `force` also from somebody else who has it. */
  z.strictObject({ type: z.literal('take'), force: z.boolean().optional() }),
  z.strictObject({ type: z.literal('release') }),
  z.strictObject({ type: z.literal('break') }),
]);
export type ConsoleRequest = z.infer<typeof ConsoleRequest>;

/** Largest message of a client, bytes. */
export const MAX_CONSOLE_MESSAGE = 64 * 1024;

/** Why a connection was closed. */
export const CONSOLE_CLOSED = {
  ended: 1000,
  stopped: 1001,
  malformed: 1008,
  signedOut: 4401,
  hidden: 4404,
} as const;
