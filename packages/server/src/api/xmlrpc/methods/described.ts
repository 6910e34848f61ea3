// SPDX-License-Identifier: Apache-2.0
import { findLab } from '../../../lab/find.ts';
import type { Caller } from '../method.ts';

/** Of something that the caller sees: null where none was ever given, which the pages show as an empty one. */
export async function descriptionOf(
  { db, actor }: Caller,
  kind: 'devices' | 'types' | 'workers',
  name: string,
): Promise<string | null> {
  const filters = [{ column: 'name', operator: 'exact' as const, values: [name] }];
  const request = { filters, order: [], limit: 1, offset: 0 };
  const { items } = await (kind === 'devices'
    ? findLab.devices(db, actor, request, true)
    : findLab[kind](db, actor, request));
  return items[0]?.description ?? null;
}
