// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

/** What changed in the database; only a hint, see `tell` in the first migration. */
export type Change =
  /** A job came to be, or its state, health, priority, run or outcome changed. `was` is null when it is new. */
  | { on: 'job'; id: number; state: string; was: string | null; worker: string | null }
  /** Records below `next` are stored. */
  | { on: 'records'; id: number; next: number }
  /** `state` is null when it was removed. */
  | { on: 'device'; name: string; state: string | null }
  /** `keys`: public key, join token or health changed, so the gateway must look again whom it lets in. */
  | { on: 'worker'; name: string; keys: boolean }
  | { on: 'device-type'; name: string }
  /** Jobs of the group have said something to each other. */
  | { on: 'multinode'; group: number }
  /** What one process says to others about consoles, see consoles/neighbour-message.ts. */
  | { on: 'console'; text: string }
  /** Said by a test of the job for those who listen; its log has it at `record`. */
  | { on: 'event'; job: number; record: number; text: string }
  /** More of these than are named one by one. */
  | { on: 'many'; of: 'job' | 'device' | 'worker' | 'device-type' | 'multinode' }
  /** Made here: the connection was away, anything may have changed. */
  | { on: 'gap' };

const Message = z.discriminatedUnion('on', [
  z.object({
    on: z.literal('job'),
    of: z.array(
      z.object({
        id: z.int(),
        state: z.string(),
        was: z.string().nullable(),
        worker: z.string().nullable(),
      }),
    ),
  }),
  z.object({ on: z.literal('records'), of: z.array(z.tuple([z.int(), z.int()])) }),
  z.object({
    on: z.literal('device'),
    of: z.array(z.object({ name: z.string(), state: z.string().nullable() })),
  }),
  z.object({ on: z.literal('worker'), of: z.array(z.object({ name: z.string(), keys: z.boolean() })) }),
  z.object({ on: z.literal('device-type'), of: z.array(z.object({ name: z.string() })) }),
  z.object({ on: z.literal('console'), of: z.array(z.object({ text: z.string() })) }),
  z.object({
    on: z.literal('event'),
    of: z.array(z.object({ job: z.int(), record: z.int(), text: z.string() })),
  }),
  z.object({ on: z.literal('multinode'), of: z.array(z.object({ group: z.int() })) }),
  z.object({
    on: z.literal('many'),
    of: z.enum(['job', 'device', 'worker', 'device-type', 'multinode']),
  }),
]);

/** The changes that a notification names; none when it is not one of ours, or of a newer server. */
export function decodeChanges(payload: string): Change[] {
  const message = Message.safeParse(asList(parseJson(payload))).data;
  switch (message?.on) {
    case undefined:
      return [];
    case 'job':
      return message.of.map((job) => ({ on: 'job', ...job }));
    case 'records':
      return message.of.map(([id, next]) => ({ on: 'records', id, next }));
    case 'device':
      return message.of.map((device) => ({ on: 'device', ...device }));
    case 'worker':
      return message.of.map((worker) => ({ on: 'worker', ...worker }));
    case 'device-type':
      return message.of.map((type) => ({ on: 'device-type', ...type }));
    case 'multinode':
      return message.of.map((group) => ({ on: 'multinode', ...group }));
    case 'console':
      return message.of.map(({ text }) => ({ on: 'console', text }));
    case 'event':
      return message.of.map((event) => ({ on: 'event', ...event }));
    case 'many':
      return [message];
    default:
      return message satisfies never;
  }
}

/** A notification about one object may leave out the list. */
function asList(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || 'of' in value || !('on' in value)) return value;
  return { on: value.on, of: [value] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // anybody who may connect to the database may send anything
  }
}
