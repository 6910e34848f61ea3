// SPDX-License-Identifier: Apache-2.0
import type { LeaseAbility, LeaseState } from '@lava/protocol/api/leases.ts';
import type { Actor } from './permissions.ts';

/** What decides who may do what with a lease, by ids. */
export interface LeaseAccess {
  state: LeaseState;
  holder: number;
  users: readonly number[];
  groups: readonly number[];
}

/** Write to the consoles: whoever has the board, or shares it, while it is held. */
export function mayTypeAt(actor: Actor | null, { state, holder, users, groups }: LeaseAccess): boolean {
  if (!actor || state !== 'held') return false;
  return (
    actor.id === holder || users.includes(actor.id) || groups.some((group) => actor.groups.includes(group))
  );
}

/** What the actor may do with it as it is now. An admin may give it to others, and end it, but not use it. */
export function leaseAbilities(actor: Actor | null, lease: LeaseAccess): LeaseAbility[] {
  const holds = actor?.id === lease.holder;
  const open = lease.state === 'waiting' || lease.state === 'held';
  const changes = open && (holds || actor?.admin === true);
  const able: Record<LeaseAbility, boolean> = {
    type: mayTypeAt(actor, lease),
    power: holds && lease.state === 'held',
    extend: changes,
    share: changes,
    'hand-over': changes,
    end: changes,
  };
  return (Object.keys(able) as LeaseAbility[]).filter((ability) => able[ability]);
}

/** What this lab allows; the settings `lease_*`. */
export interface LeaseRules {
  /** Groups whose members may lease; everybody who may submit when there are none. */
  groups: readonly string[];
  /** Longest lease, with all extensions, seconds. */
  longest: number;
  /** Most leases of one user that have not ended. */
  each: number;
  /** The same of the members of one group together; 0 is any number. */
  together: number;
  /** Most time of one user within seven days, seconds. */
  weekly: number;
}
