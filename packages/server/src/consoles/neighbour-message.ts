// SPDX-License-Identifier: Apache-2.0
import { ConsoleName, ConsoleState, ConsoleTyped } from '@lava/protocol/wire/console.ts';
import * as z from 'zod';

/** What processes of one database say to each other about consoles: in notifications, which have at most 8,000 bytes. */
const Job = z.int().positive();

export const NeighbourMessage = z.discriminatedUnion('say', [
  /** To all: these jobs of the worker are watched by `from`; with another `round` than before they begin again. */
  z.object({
    say: z.literal('want'),
    from: z.string(),
    round: z.int(),
    worker: z.string(),
    jobs: z.array(Job),
  }),
  z.object({ say: z.literal('list'), to: z.string(), job: Job, consoles: z.array(ConsoleState) }),
  z.object({
    say: z.literal('output'),
    to: z.string(),
    job: Job,
    console: ConsoleName,
    fresh: z.boolean(),
    skipped: z.int(),
    data: z.base64(),
  }),
  z.object({ say: z.literal('typed'), worker: z.string(), typed: ConsoleTyped }),
  z.object({ say: z.literal('writer'), from: z.string(), job: Job }),
]);
export type NeighbourMessage = z.infer<typeof NeighbourMessage>;

/** Bytes of output in one of them: as text it is a third longer. */
export const MOST_OUTPUT = 5_000;

/** Jobs in one of them. */
export const MOST_JOBS = 500;
