// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

/** Where all REST resources live. LAVA's own API stays at /api/v0.2 and /RPC2. */
export const API_PREFIX = '/api/v1';

/** Largest body of a request, bytes. A definition is a string in JSON, whose escapes can double or triple its length. */
export const BODY_LIMIT = 6 * 1024 * 1024;

/** UTC, ISO 8601 with milliseconds and Z. */
export const Timestamp = z.iso.datetime();

/** Name of a device, device type, worker, tag: used in URLs, file names and job definitions. */
export const Name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[A-Za-z0-9_.@+-]+$/, 'letters, digits and _ . @ + - only');

/** For how long somebody has a board, seconds: a minute to 30 days. */
export const HoldLength = z
  .int()
  .min(60)
  .max(30 * 24 * 3600);

/** Place of a problem: `Where` of error/error.ts. */
export const ApiWhere = z.object({
  file: z.string().optional(),
  line: z.int().optional(),
  column: z.int().optional(),
  path: z.array(z.union([z.string(), z.int()])).optional(),
});

/** One thing that is wrong with an input: `Problem` of error/error.ts. */
export const ApiProblem = z.object({
  message: z.string(),
  severity: z.enum(['error', 'warning']).optional().describe('a warning stops nothing; error when absent'),
  expected: z.string().optional(),
  found: z.string().optional(),
  hint: z.string().optional(),
  where: ApiWhere.optional(),
});

/** Body of every answer with a status of 400 or more. */
export const ApiError = z.object({
  code: z.string(),
  kind: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  where: ApiWhere.optional(),
  problems: z.array(ApiProblem).optional(),
});
export type ApiError = z.infer<typeof ApiError>;
