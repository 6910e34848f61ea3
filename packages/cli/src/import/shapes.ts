// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import * as z from 'zod';

/** What LAVA says of its objects, as far as it is taken. What is missing or null is as its default. */

/** Longer names and texts are nobody's. */
const Word = z.string().min(1).max(1_000);
const Prose = z
  .string()
  .max(1_000_000)
  .nullish()
  .transform((text) => text ?? '');
const Fact = z
  .string()
  .max(1_000)
  .nullish()
  .transform((text) => text || null);
const Count = z
  .int()
  .nullish()
  .transform((count) => count ?? null);

export const TypeThere = z.object({
  name: Word,
  description: Prose,
  display: z.boolean().default(true),
  aliases: z.array(Word).max(1_000).default([]),
  health_frequency: z.int().default(24),
  health_denominator: z.string().default('hours'),
  disable_health_check: z.boolean().default(false),
  architecture: Fact,
  processor: Fact,
  cpu_model: Fact,
  bits: Count,
  cores: z.array(Word).max(1_000).default([]),
  core_count: Count,
});
export type TypeThere = z.infer<typeof TypeThere>;

export const WorkerThere = z.object({
  hostname: Word,
  description: Prose,
  health: Word,
  job_limit: z.int().default(0),
});
export type WorkerThere = z.infer<typeof WorkerThere>;

export const TagThere = z.object({ id: z.int(), name: Word, description: Prose });
export type TagThere = z.infer<typeof TagThere>;

export const DeviceThere = z.object({
  hostname: Word,
  device_type: Word,
  worker_host: Word.nullish().transform((name) => name ?? null),
  description: Prose,
  health: Word,
  /** By their numbers, as the owner is. */
  tags: z.array(z.int()).max(1_000).default([]),
  device_version: Fact,
  ...{ physical_owner: Count, physical_group: Count },
});
export type DeviceThere = z.infer<typeof DeviceThere>;

export const GrantThere = z.object({
  group: Word,
  permission: Word,
  device: Word.optional(),
  devicetype: Word.optional(),
});

export const WhoAmI = z.object({ user: z.string().max(1_000).nullable() });

/** Of XML-RPC. */
export const TypeDetails = z.object({ default_template: z.boolean() });
export const WorkerDetails = z.object({
  default_config: z.boolean().default(true),
  default_env: z.boolean().default(true),
  default_env_dut: z.boolean().default(true),
});
export const UserNames = z.array(z.object({ username: Word })).max(100_000);
export const UserThere = z.object({
  id: Count,
  username: Word,
  email: Prose,
  first_name: Prose,
  last_name: Prose,
  is_active: z.boolean().default(true),
  is_superuser: z.boolean().default(false),
  groups: z.array(Word).max(10_000).default([]),
  permissions: z.array(Word).max(10_000).default([]),
});
export type UserThere = z.infer<typeof UserThere>;
export const GroupNames = z
  .array(z.union([Word, z.object({ name: Word }).transform(({ name }) => name)]))
  .max(100_000);
export const GroupThere = z.object({ id: Count, permissions: z.array(Word).max(10_000).default([]) });

/** @throws LavaError `request-invalid`, which is about one object only */
export function inForm<T extends z.ZodType>(schema: T, value: unknown, what: string): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new LavaError('request-invalid', `the ${what} that the server sends is not in LAVA's form`);
}
