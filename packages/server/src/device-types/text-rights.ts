// SPDX-License-Identifier: Apache-2.0
import { assertMay } from '../accounts/access.ts';
import type { Queries } from '../db/database.ts';
import { objectGrants } from '../db/queries/grants.ts';
import { permits, permitsEverywhere } from '../rights/grants.ts';
import type { Actor } from '../rights/permissions.ts';
import { forbidden, notFound } from '../rights/refusals.ts';

/**
 * Texts of device types, templates and health checks, may be there before their type, and those of templates that others
 * extend never have one: these everybody may see.
 * @param what kind of text, for the refusal
 */
export async function assertSeesText(
  q: Queries,
  actor: Actor | null,
  name: string,
  what: string,
): Promise<void> {
  const grants = await objectGrants(q, 'device-type', name);
  if (grants && !permits(actor, 'view', grants)) throw notFound(what, name);
}

/** A text without a type of its own concerns all types that extend its template. */
export async function assertChangesText(
  q: Queries,
  actor: Actor | null,
  name: string,
  doing: string,
): Promise<Actor> {
  if (await objectGrants(q, 'device-type', name))
    return assertMay(q, actor, 'change', { kind: 'device-type', name, doing });
  if (!actor || !permitsEverywhere(actor, 'change', 'device-type')) throw forbidden(actor, doing);
  return actor;
}
