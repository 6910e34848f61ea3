// SPDX-License-Identifier: Apache-2.0
import type { LeaseState, PowerLease } from '@lava/protocol/api/leases.ts';
import type { Generated } from 'kysely';
import type { Time } from './column-types.ts';

export interface FailureHoldsTable {
  job_id: number;
  seconds: number;
  holder: number;
  number: Generated<number>;
}

export interface LeasesTable {
  job_id: number;
  holder: number;
  state: Generated<LeaseState>;
  asked: number;
  longest: number;
  idle: number | null;
  device: string | null;
  not_before: Time | null;
  begin_time: Time | null;
  until: Time | null;
  end_time: Time | null;
  end_reason: string | null;
  users: Generated<number[]>;
  groups: Generated<number[]>;
  number: Generated<number>;
  power: PowerLease['to'] | null;
  power_number: Generated<number>;
}
