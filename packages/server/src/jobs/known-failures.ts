// SPDX-License-Identifier: Apache-2.0

import type { TestResult } from '@lava/protocol/api/jobs.ts';
import type { AddKnownFailure, KnownFailure, KnownFailureQuery } from '@lava/protocol/api/known-failures.ts';
import type { Page } from '@lava/protocol/api/list.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database, Queries } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { hiddenFrom, objectGrants } from '../db/queries/grants.ts';
import {
  deleteKnownFailure,
  getKnownFailure,
  insertKnownFailure,
  type KnownFailureRow,
  knownFailuresOf,
  listKnownFailures,
  MOST_KNOWN,
  MOST_WILD,
} from '../db/queries/known-failures.ts';
import { knownBy } from '../domain/known-failures.ts';
import { permits } from '../rights/grants.ts';
import { type Actor, mayManageLab } from '../rights/permissions.ts';
import { forbidden, notFound, signIn } from '../rights/refusals.ts';

/** Test cases that may fail: of a device type by whoever looks after it, of all types by admins. */

export async function knownFailures(
  db: Database,
  actor: Actor | null,
  query: KnownFailureQuery,
): Promise<Page<KnownFailure>> {
  if (!actor) throw signIn();
  return db.run(async (q) => {
    const { items, next } = await listKnownFailures(q, actor, await hiddenFrom(q, actor), query);
    const may = (row: (typeof items)[0]) => mayManageLab(actor) || (row.device_type !== null && row.keeps);
    return { items: items.map((row) => toKnownFailure(row, may(row))), next };
  });
}

/** @throws LavaError `conflict` when that case has an entry, `too-large`, `not-found` for a type that they may not see */
export function addKnownFailure(
  db: Database,
  actor: Actor | null,
  { deviceType, suite, name, reason, url, expires }: AddKnownFailure,
): Promise<KnownFailure> {
  return db.transaction(async (q) => {
    const { username } = await assertKeeps(q, actor, deviceType ?? null);
    const made = await insertKnownFailure(q, {
      ...{ device_type: deviceType ?? null, suite, name, reason, url: url ?? null, author: username },
      expires: expires === undefined ? null : new Date(expires),
    });
    if (made === 'taken') throw new LavaError('conflict', `${suite}/${name} is known already`);
    if (made === 'full')
      throw new LavaError(
        'too-large',
        `there are ${MOST_KNOWN} known failures, or ${MOST_WILD} with a * in the name`,
        {
          hint: 'remove those that have expired',
        },
      );
    await audit(q, { ...entry(username, made), action: 'add', new: textOf(made) });
    return toKnownFailure(made, true);
  });
}

export function removeKnownFailure(db: Database, actor: Actor | null, id: number): Promise<void> {
  return db.transaction(async (q) => {
    if (!actor) throw signIn();
    const row = await getKnownFailure(q, id);
    if (!row) throw notFound('known failure', id);
    await assertKeeps(q, actor, row.device_type, notFound('known failure', id));
    await deleteKnownFailure(q, id);
    await audit(q, { ...entry(actor.username, row), action: 'remove', old: textOf(row) });
  });
}

interface OfType {
  device_type: string | null;
  submit_time: Date;
}

/** Cases of a job, each that may fail with the reason. */
export async function withKnown<T extends TestResult>(
  db: Database,
  job: OfType,
  items: readonly T[],
): Promise<T[]> {
  const find = await db.run((q) => knownOf(q, job));
  return items.map((item) => {
    const known = find(item);
    return known ? { ...item, known: { id: known.id, reason: known.reason, url: known.url } } : item;
  });
}

/** What finds the entry of a case of this job. */
export async function knownOf(q: Queries, { device_type, submit_time }: OfType) {
  return knownBy(await knownFailuresOf(q, device_type, submit_time));
}

/** @param missing of a type that they may not see */
async function assertKeeps(
  q: Queries,
  actor: Actor | null,
  deviceType: string | null,
  missing?: LavaError,
): Promise<Actor> {
  if (!actor) throw signIn();
  if (deviceType === null) {
    if (!mayManageLab(actor)) throw forbidden(actor, 'say which failures of every device type are known');
    return actor;
  }
  const grants = await objectGrants(q, 'device-type', deviceType);
  if (!grants || !permits(actor, 'view', grants)) throw missing ?? notFound('device type', deviceType);
  if (!permits(actor, 'change', grants))
    throw forbidden(actor, `say which failures of ${deviceType} are known`);
  return actor;
}

function toKnownFailure(row: KnownFailureRow, may: boolean): KnownFailure {
  const { id, device_type: deviceType, suite, name, reason, url, author, created, expires } = row;
  return {
    ...{ id, deviceType, suite, name, reason, url, author, created: created.toISOString() },
    ...{ expires: expires?.toISOString() ?? null, may: may ? ['remove'] : [] },
  };
}

const textOf = ({ device_type, suite, name }: KnownFailureRow) =>
  `${suite}/${name}${device_type === null ? '' : ` on ${device_type}`}`;
const entry = (actor: string, { id }: KnownFailureRow) =>
  ({ actor, kind: 'known-failure', object: String(id) }) as const;
