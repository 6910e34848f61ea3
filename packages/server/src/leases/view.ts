// SPDX-License-Identifier: Apache-2.0
import type { Lease } from '@lava/protocol/api/leases.ts';
import type { LeaseRow } from '../db/queries/leases.ts';
import { leaseAbilities } from '../rights/leases.ts';
import type { Actor } from '../rights/permissions.ts';

const iso = (time: Date | null) => time?.toISOString() ?? null;

export function toLease(actor: Actor | null, row: LeaseRow): Lease {
  return {
    id: row.job_id,
    title: row.description,
    state: row.state,
    holder: row.username,
    deviceType: row.device_type,
    device: row.device,
    seconds: row.asked,
    longest: row.longest,
    idle: row.idle,
    notBefore: iso(row.not_before),
    beginTime: iso(row.begin_time),
    until: iso(row.until),
    endTime: iso(row.end_time),
    endReason: row.end_reason,
    users: row.user_names,
    groups: row.group_names,
    may: leaseAbilities(actor, row),
  };
}
