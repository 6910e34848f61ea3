// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Timestamp } from './common.ts';
import { MAX_FILTER } from './jobs.ts';
import { ListQuery, Page, YesNo } from './list.ts';
import { Delivery, SUBSCRIPTION_KINDS } from './notifications.ts';

/** Longest time between two messages of a subscription, seconds. */
export const MAX_EVERY = 7 * 86_400;

/** Somebody is notified of the jobs that end and fit a filter, as far as they may see them. */
export const Subscription = z.object({
  id: z.int(),
  name: z.string(),
  /** User name of whoever made it. */
  owner: z.string(),
  /** Whose it is instead: of all members. */
  group: z.string().nullable(),
  filter: z.string(),
  kind: z.enum(SUBSCRIPTION_KINDS),
  /** Where to, without what is secret in it. */
  target: z.string(),
  /** Least time between two messages, seconds: what ends meanwhile goes together. */
  every: z.int(),
  created: Timestamp,
});
export type Subscription = z.infer<typeof Subscription>;
export const SubscriptionList = Page(Subscription);
export const SubscriptionQuery = ListQuery(
  { mine: YesNo.describe('only your own and those of your groups; others are for admins') },
  { sorts: ['id'], sort: 'id', limit: 200 },
);
export type SubscriptionQuery = z.infer<typeof SubscriptionQuery>;

const Url = z
  .url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' })
  .max(2_000);
const Room = z
  .string()
  .max(255)
  .regex(/^![\x21-\x7e]+$/, 'must be the internal name of a room, which begins with !');
/** As HTTP takes it in a header. */
const Secret = z
  .string()
  .min(1)
  .max(2_000)
  .regex(/^[\x21-\x7e]+$/, 'letters, digits and signs of ASCII only');
const SigningSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,100}={0,2}$/, 'must be whsec_ and 24 to 75 bytes in base64');

/** What every kind has. */
const COMMON = {
  name: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^\P{C}+$/u, 'no control characters'),
  filter: z.string().max(MAX_FILTER).default(''),
  group: z.string().min(1).max(150).optional().describe('a group of yours, whose members it is for'),
  every: z.int().min(0).max(MAX_EVERY).default(60),
};
export const AddSubscription = z.discriminatedUnion('kind', [
  z.strictObject({ ...COMMON, kind: z.literal('mail') }),
  z.strictObject({
    ...COMMON,
    kind: z.literal('webhook'),
    url: Url,
    secret: SigningSecret.optional().describe('without it, one is made'),
  }),
  z.strictObject({ ...COMMON, kind: z.enum(['slack', 'mattermost', 'teams']), url: Url }),
  z.strictObject({ ...COMMON, kind: z.literal('matrix'), url: Url, room: Room, secret: Secret }),
]);
export type AddSubscription = z.infer<typeof AddSubscription>;
/** The secret that its messages are signed with, shown this once; null when it was given, or there is none. */
export const NewSubscription = Subscription.extend({ secret: z.string().nullable() });
export type NewSubscription = z.infer<typeof NewSubscription>;

export const SubscriptionDelivery = Delivery.omit({ event: true }).extend({
  /** What it is about. */
  jobs: z.array(z.int()),
});
export type SubscriptionDelivery = z.infer<typeof SubscriptionDelivery>;
export const SubscriptionDeliveryList = Page(SubscriptionDelivery);
export const SubscriptionDeliveryQuery = ListQuery({}, { sorts: ['id'], sort: '-id' });
export type SubscriptionDeliveryQuery = z.infer<typeof SubscriptionDeliveryQuery>;
