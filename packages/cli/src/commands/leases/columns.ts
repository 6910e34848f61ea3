// SPDX-License-Identifier: Apache-2.0
import type { Lease } from '@lava/protocol/api/leases.ts';
import type { Column } from '../../output/columns.ts';
import type { FieldValue } from '../../output/output.ts';
import { when } from '../../output/time.ts';

export const LEASE_COLUMNS: readonly Column<Lease>[] = [
  { key: 'id', value: ({ id }) => id },
  { key: 'state', value: ({ state }) => state },
  { key: 'device', value: ({ device }) => device },
  { key: 'type', value: ({ deviceType }) => deviceType },
  { key: 'holder', value: ({ holder }) => holder },
  { key: 'until', value: ({ until }) => when(until) },
  { key: 'title', value: ({ title }) => title, wide: true },
];

export function describeLease(lease: Lease): [string, FieldValue][] {
  const { users, groups, idle, notBefore } = lease;
  const shared = [...users, ...groups.map((name) => `group ${name}`)];
  return [
    ['lease', lease.id],
    ['state', lease.state],
    ['device', lease.device ?? `any of type ${lease.deviceType}`],
    ['holder', lease.holder],
    ['shared with', shared.join(', ') || 'nobody'],
    ['length', `${minutes(lease.seconds)}, at most ${minutes(lease.longest)}`],
    ['ends when idle', idle === null ? null : `for ${minutes(idle)}`],
    ['not before', notBefore === null ? null : when(notBefore)],
    ['since', when(lease.beginTime)],
    ['until', when(lease.until)],
    ['ended', lease.endTime === null ? null : `${when(lease.endTime)}: ${lease.endReason}`],
    ['you may', lease.may.join(', ') || 'look at it'],
  ];
}

export function minutes(seconds: number): string {
  const [hours, rest] = [Math.floor(seconds / 3_600), Math.round((seconds % 3_600) / 60)];
  return hours === 0 ? `${rest} min` : rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** What became of a lease, in a line. */
export function sayLease({ id, state, device, deviceType, holder, until }: Lease): string {
  const board = device ?? `a device of type ${deviceType}`;
  if (state === 'held') return `lease ${id}: ${board} is ${holder}'s until ${when(until)}`;
  if (state === 'waiting') return `lease ${id} waits for ${board}`;
  return `lease ${id} of ${board} ${state === 'ended' ? 'has ended' : 'ends'}`;
}
