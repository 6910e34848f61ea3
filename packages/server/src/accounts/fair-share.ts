// SPDX-License-Identifier: Apache-2.0
import type { ChangeFairShare, FairShare, GroupShare, UserShare } from '@lava/protocol/api/fair-share.ts';
import type { Database, Queries } from '../db/database.ts';
import { assertVersion } from '../db/expected-version.ts';
import { audit } from '../db/queries/audit.ts';
import {
  countChange,
  fairShareSettings,
  setFairShare,
  setGroupShare,
  setUserWeight,
  shareAccounts,
  shareOfGroup,
  shareOfUser,
  shareTeams,
  waitingAccounts,
} from '../db/queries/fair-share.ts';
import { shareTable } from '../domain/queue/share-table.ts';
import { type Actor, mayManageLab } from '../rights/permissions.ts';
import { forbidden, notFound, signIn } from '../rights/refusals.ts';

/** How device time is divided between accounts and groups. */

/** Rows of an answer: of a lab with more accounts, those who used most. */
const MOST = 1_000;

/** Admins see everybody; others see their own account and groups. */
export function fairShare(db: Database, actor: Actor | null): Promise<FairShare> {
  if (!actor) throw signIn();
  return db.run((q) => read(q, actor));
}

async function read(q: Queries, actor: Actor): Promise<FairShare> {
  const { settings, rows } = await currentShares(q);
  const isOwn = ({ kind, id }: (typeof rows)[0]) =>
    kind === 'user' ? id === actor.id : actor.groups.includes(id);
  const seen = mayManageLab(actor) ? rows : rows.filter(isOwn);
  return {
    ...{ enabled: settings.enabled, halfLifeHours: settings.half_life, ageingHours: settings.ageing },
    version: settings.version,
    holders: seen.slice(0, MOST).map(({ id: _, full: __, ...holder }) => holder),
    may: mayManageLab(actor) ? ['change'] : [],
  };
}

/** With everybody who used devices or waits for one. */
export async function currentShares(q: Queries) {
  const settings = await fairShareSettings(q);
  const waiting = await waitingAccounts(q);
  const accounts = await shareAccounts(q, settings.half_life, waiting);
  return { settings, rows: shareTable(accounts, await shareTeams(q), new Set(waiting)) };
}

export async function changeFairShare(
  db: Database,
  actor: Actor | null,
  asked: ChangeFairShare,
  expected?: number,
): Promise<FairShare> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'say how device time is divided');
  return db.transaction(async (q) => {
    await assertSeen(q, expected);
    const { enabled, half_life, ageing } = await fairShareSettings(q);
    const before = { enabled, half_life, ageing };
    const after = {
      enabled: asked.enabled ?? enabled,
      half_life: asked.halfLifeHours ?? half_life,
      ageing: asked.ageingHours ?? ageing,
    };
    await setFairShare(q, after);
    await note(q, actor, { kind: 'fair-share', object: 'lab' }, before, after);
    return read(q, actor);
  });
}

export async function changeUserShare(
  db: Database,
  actor: Actor | null,
  name: string,
  asked: UserShare,
  expected?: number,
): Promise<void> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'say how much of the lab somebody gets');
  await db.transaction(async (q) => {
    await assertSeen(q, expected);
    const before = await shareOfUser(q, name);
    if (!before) throw notFound('user', name);
    await setUserWeight(q, name, asked.weight);
    await note(q, actor, { kind: 'user', object: name }, { weight: before.share_weight }, asked);
  });
}

export async function changeGroupShare(
  db: Database,
  actor: Actor | null,
  name: string,
  asked: GroupShare,
  expected?: number,
): Promise<void> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'say how much of the lab a group gets');
  await db.transaction(async (q) => {
    await assertSeen(q, expected);
    const before = await shareOfGroup(q, name);
    if (!before) throw notFound('group', name);
    const { weight = before.share_weight, cap = before.device_cap } = asked;
    await setGroupShare(q, name, { share_weight: weight, device_cap: cap });
    const was = { weight: before.share_weight, cap: before.device_cap };
    await note(q, actor, { kind: 'group', object: name }, was, { weight, cap });
  });
}

/** @throws LavaError `conflict` when somebody changed shares since the writer has seen them */
async function assertSeen(q: Queries, expected: number | undefined): Promise<void> {
  assertVersion('fair share', await countChange(q), expected);
}

type About = Pick<Parameters<typeof audit>[1], 'kind' | 'object'>;
type Values = Record<string, number | boolean | null>;

async function note(q: Queries, actor: Actor, about: About, before: Values, after: Values): Promise<void> {
  for (const [key, value] of Object.entries(after)) {
    if (before[key] === value) continue;
    const action = about.kind === 'fair-share' ? key.replace('_', ' ') : `share ${key}`;
    await audit(q, { actor: actor.username, ...about, action, old: textOf(before[key]), new: textOf(value) });
  }
}

const textOf = (value: number | boolean | null | undefined) => (value == null ? null : String(value));
