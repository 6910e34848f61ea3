// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

const Hours = z.int().min(1).max(8_760);
const Weight = z.int().min(1).max(1_000);

/** An account, or a group with a weight or a cap. */
export const ShareHolder = z.object({
  kind: z.enum(['user', 'group']),
  name: z.string(),
  /** Of an account: the group whose share it has. */
  group: z.string().nullable(),
  weight: z.int().nullable().describe('null: the members count each for themselves'),
  cap: z.int().nullable().describe('of a group: devices that its members have together, at most'),
  running: z.int().describe('devices that they have now'),
  waiting: z.boolean().describe('whether they have jobs that wait'),
  used: z.number().describe('part of the device time that counts, 0 to 1'),
  share: z
    .number()
    .nullable()
    .describe('part that is theirs among those who want devices now; null: they do not'),
});
export type ShareHolder = z.infer<typeof ShareHolder>;

/** How device time is divided within one priority. */
export const FairShare = z.object({
  enabled: z.boolean(),
  halfLifeHours: z.int().describe('after so long what somebody used counts half'),
  ageingHours: z.int().describe('a job that waited so long is served by its age'),
  version: z.int().describe('counts changes of these, of weights and of caps; also the `ETag`'),
  /** Those that the reader may see, who used most first. */
  holders: z.array(ShareHolder),
  /** `change`. */
  may: z.array(z.string()).default([]),
});
export type FairShare = z.infer<typeof FairShare>;

export const ChangeFairShare = z.strictObject({
  enabled: z.boolean().optional(),
  halfLifeHours: Hours.optional(),
  ageingHours: Hours.optional(),
});
export type ChangeFairShare = z.infer<typeof ChangeFairShare>;

export const UserShare = z.strictObject({ weight: Weight });
export type UserShare = z.infer<typeof UserShare>;

export const GroupShare = z.strictObject({
  weight: Weight.nullable().optional(),
  cap: z.int().min(1).max(1_000_000).nullable().optional(),
});
export type GroupShare = z.infer<typeof GroupShare>;
