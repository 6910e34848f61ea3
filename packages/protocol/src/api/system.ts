// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

/** What the server says of itself to anybody. */
export const System = z.object({
  version: z.string(),
  /** Of this REST interface. */
  api: z.int(),
  /** UTC, for clients that compare clocks. */
  time: z.iso.datetime(),
  /** Where workers link; the fingerprint is what `lava-slave` shows of the server's key. */
  link: z.object({
    controlPort: z.int(),
    logPort: z.int(),
    keyFingerprint: z.string(),
    /** CURVE public key of the server in hexadecimal, for the setting `server-key` of a worker. */
    key: z.string().optional(),
  }),
  /** LAVA's events over ZeroMQ: null when nobody publishes them. Encrypted ones need the key of the link. */
  events: z.object({ port: z.int().nullable(), encrypted: z.boolean() }).optional(),
  /** Whether the server runs its own PostgreSQL. */
  embeddedDatabase: z.boolean(),
});
export type System = z.infer<typeof System>;
