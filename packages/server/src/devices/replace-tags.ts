// SPDX-License-Identifier: Apache-2.0
import type { Queries } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { setTags } from '../db/queries/devices.ts';
import type { Actor } from '../rights/permissions.ts';

export async function replaceTags(
  q: Queries,
  { username }: Pick<Actor, 'username'>,
  name: string,
  before: readonly string[],
  wanted: readonly string[],
): Promise<void> {
  const after = [...new Set(wanted)].sort();
  if (after.join() === before.join()) return;
  await setTags(q, name, after);
  const change = { old: before.join(', '), new: after.join(', ') };
  await audit(q, { actor: username, kind: 'device', object: name, action: 'tags', ...change });
}
