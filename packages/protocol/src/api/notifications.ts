// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Timestamp } from './common.ts';
import { ListQuery, Page } from './list.ts';

/** When somebody is notified about a job. */
export const DELIVERY_EVENTS = ['running', 'finished'] as const;
export type DeliveryEvent = (typeof DELIVERY_EVENTS)[number];
/** How a subscription tells: by mail, by a signed web hook, or in a chat. */
export const SUBSCRIPTION_KINDS = ['mail', 'webhook', 'slack', 'mattermost', 'teams', 'matrix'] as const;
export type SubscriptionKind = (typeof SUBSCRIPTION_KINDS)[number];
export const DELIVERY_KINDS = ['callback', ...SUBSCRIPTION_KINDS] as const;
export type DeliveryKind = (typeof DELIVERY_KINDS)[number];
export const DELIVERY_STATES = ['waiting', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One thing that is sent about a job, and what became of it. */
export const Delivery = z.object({
  id: z.int(),
  event: z.enum(DELIVERY_EVENTS),
  kind: z.enum(DELIVERY_KINDS),
  /** Where to. */
  target: z.string(),
  state: z.enum(DELIVERY_STATES),
  /** How many times it was tried. */
  attempts: z.int(),
  created: Timestamp,
  /** Null once it is over. */
  nextTry: Timestamp.nullable(),
  ended: Timestamp.nullable(),
  /** HTTP status of the last answer. */
  status: z.int().nullable(),
  /** The beginning of the last answer. */
  answer: z.string(),
  /** Why the last attempt failed. */
  error: z.string().nullable(),
});
export type Delivery = z.infer<typeof Delivery>;
export const DeliveryList = Page(Delivery);
export const DeliveryQuery = ListQuery({}, { sorts: ['id'], sort: 'id' });
export type DeliveryQuery = z.infer<typeof DeliveryQuery>;

/** A secret of an account, by the name that its jobs have for it. The secret itself is never shown. */
export const ArtifactToken = z.object({ name: z.string(), created: Timestamp });
export type ArtifactToken = z.infer<typeof ArtifactToken>;
export const ArtifactTokenList = z.object({ items: z.array(ArtifactToken) });
/** As HTTP takes it in a header. */
const Secret = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\x20-\x7e]+$/, 'letters, digits and signs of ASCII only');
export const AddArtifactToken = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[^\p{C}/]+$/u, 'no control characters, and no /'),
  token: Secret,
});
