// SPDX-License-Identifier: Apache-2.0
import { JobQuery, type JobSummary } from '@lava/protocol/api/jobs.ts';
import type { Page } from '@lava/protocol/api/list.ts';
import type { ChangeQuery, SavedQuery, SavedQueryQuery, SaveQuery } from '@lava/protocol/api/queries.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { filterOfConditions } from '@lava/protocol/filter/write.ts';
import type { Database, Queries } from '../db/database.ts';
import { assertVersion } from '../db/expected-version.ts';
import { audit } from '../db/queries/audit.ts';
import { groupIdOf } from '../db/queries/groups.ts';
import {
  deleteSavedQuery,
  getSavedQuery,
  insertSavedQuery,
  listSavedQueries,
  lockSavedQuery,
  MOST_QUERIES,
  type SavedQueryRow,
  updateSavedQuery,
} from '../db/queries/saved-queries.ts';
import type { Actor } from '../rights/permissions.ts';
import { forbidden, notFound, signIn } from '../rights/refusals.ts';
import { narrowed } from './filter.ts';
import { jobs } from './jobs.ts';

/** Filters that people saved: an account's, a group's, and what they published for everybody. */

export async function savedQueries(
  db: Database,
  actor: Actor | null,
  query: SavedQueryQuery,
): Promise<Page<SavedQuery>> {
  const { items, next } = await db.run((q) => listSavedQueries(q, actor, query));
  return { items: items.map((row) => toQuery(actor, row)), next };
}

export async function savedQuery(db: Database, actor: Actor | null, id: number): Promise<SavedQuery> {
  return toQuery(actor, await db.run((q) => seen(q, actor, id)));
}

/** Its jobs, as the list of jobs has them: those that the reader may see, whoever saved the query. */
export async function jobsOfQuery(
  db: Database,
  actor: Actor | null,
  id: number,
  page: Pick<JobQuery, 'sort' | 'after' | 'limit'>,
): Promise<Page<JobSummary>> {
  const { filter } = await db.run((q) => seen(q, actor, id));
  return jobs(db, actor, JobQuery.parse({ ...page, ...(filter !== '' && { filter }) }));
}

/** @throws LavaError `conflict` when the name is taken, `too-large`, `request-invalid` for the filter */
export async function saveQuery(db: Database, actor: Actor | null, asked: SaveQuery): Promise<SavedQuery> {
  if (!actor) throw signIn();
  const { name, description, published, group } = asked;
  const row = { name, description, published, ...understood(asked.filter) };
  return db.transaction(async (q) => {
    const group_id = group === undefined ? null : await groupOf(q, actor, group);
    const id = await insertSavedQuery(q, { user_id: actor.id, group_id, ...row });
    if (id === 'taken') throw taken(name);
    if (id === 'full') throw new LavaError('too-large', `an account saves at most ${MOST_QUERIES} queries`);
    await audit(q, { ...entry(actor, id), action: 'add', new: `${name}: ${row.filter}` });
    return toQuery(actor, (await getSavedQuery(q, id)) as SavedQueryRow);
  });
}

/** @throws LavaError `conflict` also when the query has another version than the one that the writer has seen */
export function changeQuery(
  db: Database,
  actor: Actor | null,
  id: number,
  { filter, ...rest }: ChangeQuery,
  expected?: number,
): Promise<SavedQuery> {
  const set = { ...rest, ...(filter !== undefined && understood(filter)) };
  return db.transaction(async (q) => {
    await lockSavedQuery(q, id);
    const { by, row } = await theirs(q, actor, id);
    assertVersion('this query', row.version, expected);
    if (!(await updateSavedQuery(q, row, set))) throw taken(set.name ?? row.name);
    const changed = (await getSavedQuery(q, id)) as SavedQueryRow;
    await audit(q, { ...entry(by, id), action: 'change', old: textOf(row), new: textOf(changed) });
    return toQuery(actor, changed);
  });
}

export function removeQuery(db: Database, actor: Actor | null, id: number): Promise<void> {
  return db.transaction(async (q) => {
    const { by, row } = await theirs(q, actor, id);
    await deleteSavedQuery(q, id);
    await audit(q, { ...entry(by, id), action: 'remove', old: textOf(row) });
  });
}

/** A filter of ours; what is one of LAVA's lists of conditions is kept next to it. @throws LavaError `request-invalid` */
function understood(text: string): { filter: string; conditions: string | null } {
  const filter = translated(text);
  const said = filter ?? text.trim();
  if (said !== '') narrowed({ ...JobQuery.parse({}), filter: said });
  return { filter: said, conditions: filter === undefined ? null : text.trim() };
}

function translated(text: string): string | undefined {
  try {
    return filterOfConditions(text);
  } catch (cause) {
    throw new LavaError('request-invalid', `filter: ${(cause as Error).message}`, {
      where: { path: ['filter'] },
      cause,
    });
  }
}

/** @throws LavaError `not-found`, also for one that is not for them */
async function seen(q: Queries, actor: Actor | null, id: number): Promise<SavedQueryRow> {
  const row = await getSavedQuery(q, id);
  if (!row || !(row.published || isTheirs(actor, row))) throw notFound('query', id);
  return row;
}

async function theirs(
  q: Queries,
  actor: Actor | null,
  id: number,
): Promise<{ by: Actor; row: SavedQueryRow }> {
  if (!actor) throw signIn();
  const row = await seen(q, actor, id);
  if (!isTheirs(actor, row)) throw forbidden(actor, 'change the queries of others');
  return { by: actor, row };
}

function isTheirs(
  actor: Actor | null,
  { user_id, group_id }: Pick<SavedQueryRow, 'user_id' | 'group_id'>,
): boolean {
  if (!actor) return false;
  return actor.admin || (group_id === null ? user_id === actor.id : actor.groups.includes(group_id));
}

async function groupOf(q: Queries, actor: Actor, name: string): Promise<number> {
  const id = await groupIdOf(q, name);
  if (id === undefined || !(actor.admin || actor.groups.includes(id))) throw notFound('group', name);
  return id;
}

const taken = (name: string) => new LavaError('conflict', `there is a query ${name} already`);
const textOf = ({ name, filter, published }: SavedQueryRow) =>
  `${name}: ${filter}${published ? ' (published)' : ''}`;

function toQuery(actor: Actor | null, row: SavedQueryRow): SavedQuery {
  const { id, name, username, group_name, filter, conditions, description, published, changed, version } =
    row;
  return {
    ...{ id, name, owner: username, group: group_name, filter, conditions, description, published },
    ...{ changed: changed.toISOString(), version },
    may: isTheirs(actor, row) ? ['change', 'remove'] : [],
  };
}

const entry = ({ username }: Actor, id: number) =>
  ({ actor: username, kind: 'query', object: String(id) }) as const;
