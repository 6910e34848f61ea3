// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Queries } from '../db/database.ts';
import { groupIds } from '../db/queries/groups.ts';
import { mostOfGroups, useOf } from '../db/queries/leases.ts';
import type { LeaseRules } from '../rights/leases.ts';
import type { Actor } from '../rights/permissions.ts';
import { forbidden } from '../rights/refusals.ts';

const hours = (seconds: number) => `${Math.round(seconds / 360) / 10} h`;

/** Whether somebody may lease at all, and so long. @throws LavaError `forbidden`, `request-invalid` */
export async function assertMayLease(
  q: Queries,
  actor: Actor,
  rules: LeaseRules,
  seconds: number,
): Promise<void> {
  const { groups, longest } = rules;
  if (groups.length > 0 && !actor.admin) {
    const ids = [...(await groupIds(q, groups)).values()];
    if (!ids.some((id) => actor.groups.includes(id)))
      throw forbidden(actor, `lease boards: only members of ${groups.join(', ')} may`);
  }
  if (seconds > longest)
    throw new LavaError(
      'request-invalid',
      `a lease may last ${hours(longest)} at most, found ${hours(seconds)}`,
    );
}

/** Whether one more lease fits what its user and their groups may have. @throws LavaError `conflict` */
export async function assertWithinQuota(
  q: Queries,
  actor: Actor,
  rules: LeaseRules,
  seconds: number,
): Promise<void> {
  if (actor.admin) return;
  const { open, week } = await useOf(q, actor.id);
  if (open >= rules.each)
    throw over(`you have ${open} ${open === 1 ? 'lease' : 'leases'}, and may have ${rules.each}`);
  if (week + seconds > rules.weekly)
    throw over(
      `with this you would have had boards for ${hours(week + seconds)} in seven days; ${hours(rules.weekly)} are allowed`,
    );
  if (rules.together > 0 && (await mostOfGroups(q, actor.groups)) >= rules.together)
    throw over(`a group that you are in has ${rules.together} leases, and may not have more`);
}

function over(message: string): LavaError {
  return new LavaError('conflict', message, { hint: 'end a lease, or ask for a shorter one' });
}
