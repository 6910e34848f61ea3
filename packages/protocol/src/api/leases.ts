// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { MAX_DEFINITION } from '../job/limits.ts';
import { HoldLength, Name, Timestamp } from './common.ts';
import { ListQuery, Page } from './list.ts';

/** waiting: for a device, or for its time; held: the board is somebody's; ending: it is to end; ended. */
export const LEASE_STATES = ['waiting', 'held', 'ending', 'ended'] as const;
export const LeaseState = z.enum(LEASE_STATES);
export type LeaseState = z.infer<typeof LeaseState>;

export const POWERS = ['on', 'off', 'reset'] as const;

export const LEASE_ABILITIES = ['type', 'power', 'extend', 'share', 'hand-over', 'end'] as const;
export type LeaseAbility = (typeof LEASE_ABILITIES)[number];

/** A board that somebody has for a time. It is a job: its number is the job's. */
export const Lease = z.object({
  id: z.int().describe('number of the job that holds the board'),
  title: z.string(),
  state: LeaseState,
  holder: z.string().describe('user who has it'),
  deviceType: z.string().nullable(),
  device: z.string().nullable().describe('null while it waits for any device'),
  seconds: z.int().describe('length that was asked for, with all extensions'),
  longest: z.int().describe('seconds that it may last at most'),
  idle: z.int().nullable().describe('ends when nobody has typed for so many seconds'),
  notBefore: Timestamp.nullable().describe('it waits until then'),
  beginTime: Timestamp.nullable(),
  until: Timestamp.nullable().describe('when it ends, known once it is held'),
  endTime: Timestamp.nullable(),
  endReason: z.string().nullable(),
  users: z.array(z.string()).describe('users who share it'),
  groups: z.array(z.string()).describe('groups whose members share it'),
  may: z.array(z.enum(LEASE_ABILITIES)).describe('what you may do with it now'),
});
export type Lease = z.infer<typeof Lease>;
export const LeaseList = Page(Lease);

export const LeaseQuery = ListQuery(
  {
    holder: Name.optional().describe('user who has it'),
    device: Name.optional(),
    state: LeaseState.optional(),
    open: z
      .enum(['true', 'false'])
      .transform((value) => value === 'true')
      .optional()
      .describe('true: those that have not ended'),
  },
  { sorts: ['id'], sort: '-id' },
);
export type LeaseQuery = z.infer<typeof LeaseQuery>;

/** Longest wait for a lease, seconds. */
const MAX_AHEAD = 90 * 24 * 3600;

export const AskLease = z.strictObject({
  target: Name.describe('a device, or a device type: any device of it'),
  tags: z.array(Name).max(100).default([]),
  seconds: HoldLength.describe('how long'),
  idle: HoldLength.optional().describe('end it when nobody has typed for so many seconds'),
  delay: z.int().min(0).max(MAX_AHEAD).optional().describe('do not begin within so many seconds'),
  job: z
    .string()
    .max(MAX_DEFINITION)
    .optional()
    .describe('a job definition: what it deploys and boots is done first, its tests are left out'),
});
export type AskLease = z.infer<typeof AskLease>;

export const ExtendLease = z.strictObject({ seconds: HoldLength.describe('longer than now') });
export const ShareLease = z.strictObject({
  users: z.array(Name).max(100).describe('all users who share it from now on'),
  groups: z.array(Name).max(100).describe('all groups that share it from now on'),
});
export type ShareLease = z.infer<typeof ShareLease>;
export const HandOverLease = z.strictObject({ to: Name.describe('user who has it from now on') });
export const PowerLease = z.strictObject({ to: z.enum(POWERS) });
export type PowerLease = z.infer<typeof PowerLease>;

/** When a device is taken or promised, in the order of time. */
export const Booking = z.object({
  lease: z.int().nullable().describe('null when you may not see its job'),
  holder: z.string().nullable(),
  state: LeaseState,
  from: Timestamp,
  until: Timestamp,
});
export type Booking = z.infer<typeof Booking>;
export const Calendar = z.object({ device: z.string(), bookings: z.array(Booking) });
export type Calendar = z.infer<typeof Calendar>;
