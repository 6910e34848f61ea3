// SPDX-License-Identifier: Apache-2.0
import type {
  DeliveryEvent,
  DeliveryKind,
  DeliveryState,
  SubscriptionKind,
} from '@lava/protocol/api/notifications.ts';
import type { Generated, GeneratedAlways } from 'kysely';
import type { DefaultTime, Time } from './column-types.ts';

/** The tables of notifications, see `tables.ts`. */

export interface NoticesTable {
  id: GeneratedAlways<number>;
  job_id: number;
  event: DeliveryEvent;
}

export interface SubscriptionsTable {
  id: GeneratedAlways<number>;
  user_id: number;
  group_id: number | null;
  name: string;
  filter: string;
  kind: SubscriptionKind;
  url: string | null;
  room: string | null;
  secret: string | null;
  every: number;
  created: DefaultTime;
}

export interface EndedJobsTable {
  job_id: number;
}

export interface DeliveriesTable {
  id: GeneratedAlways<number>;
  /** Of which job it is, or of which subscription. */
  job_id: number | null;
  subscription: Generated<number | null>;
  /** Of a subscription: what it reports. */
  jobs: Generated<number[]>;
  event: DeliveryEvent;
  kind: DeliveryKind;
  place: number;
  target: string;
  host: string;
  state: Generated<DeliveryState>;
  attempts: Generated<number>;
  next_try: DefaultTime;
  created: DefaultTime;
  ended: Time | null;
  status: number | null;
  answer: Generated<string>;
  error: string | null;
}

export interface ArtifactTokensTable {
  user_id: number;
  name: string;
  token: string;
  created: DefaultTime;
}
