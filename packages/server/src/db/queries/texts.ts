// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import type { Queries } from '../database.ts';
import { assertVersion } from '../expected-version.ts';
import type { TextKind } from '../tables.ts';

/** First number of the locks of texts; the second is a hash of kind and name. */
const TEXT_LOCK = 5_282_003;

/** Newest version, also when it is empty, that is, removed. */
export function getText(q: Queries, kind: TextKind, name: string) {
  return q
    .selectFrom('text_versions')
    .select(['version', 'time', 'author', 'text'])
    .where('kind', '=', kind)
    .where('name', '=', name)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Newest versions of all these names that are not empty. */
export async function getTexts(
  q: Queries,
  kind: TextKind,
  names: readonly string[],
): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const rows = await q
    .selectFrom('text_versions')
    .distinctOn('name')
    .select(['name', 'text'])
    .where('kind', '=', kind)
    .where('name', 'in', names)
    .orderBy('name')
    .orderBy('version', 'desc')
    .execute();
  return new Map(rows.filter(({ text }) => text !== '').map(({ name, text }) => [name, text]));
}

/** What the jobs of a worker get. */
export async function filesOfWorker(
  q: Queries,
  name: string | null,
): Promise<{ dispatcher?: string; env?: string; envDut?: string }> {
  if (name === null) return {};
  const kinds = ['worker-config', 'worker-env', 'worker-env-dut'] as const;
  const rows = await q
    .selectFrom('text_versions')
    .distinctOn('kind')
    .select(['kind', 'text'])
    .where('kind', 'in', kinds)
    .where('name', '=', name)
    .orderBy('kind')
    .orderBy('version', 'desc')
    .execute();
  const textOf = (wanted: TextKind) => rows.find(({ kind }) => kind === wanted)?.text || undefined;
  const [dispatcher, env, envDut] = kinds.map(textOf);
  return {
    ...(dispatcher !== undefined && { dispatcher }),
    ...(env !== undefined && { env }),
    ...(envDut !== undefined && { envDut }),
  };
}

/** Names that have a text. */
export async function namesWithText(q: Queries, kind: TextKind): Promise<Set<string>> {
  const rows = await q
    .selectFrom('text_versions')
    .distinctOn('name')
    .select(['name', sql<boolean>`text <> ''`.as('there')])
    .where('kind', '=', kind)
    .orderBy('name')
    .orderBy('version', 'desc')
    .execute();
  return new Set(rows.filter(({ there }) => there).map(({ name }) => name));
}

export function textHistory(q: Queries, kind: TextKind, name: string) {
  return q
    .selectFrom('text_versions')
    .select(['version', 'time', 'author', 'text'])
    .where('kind', '=', kind)
    .where('name', '=', name)
    .orderBy('version', 'desc')
    .execute();
}

/**
 * Adds a version unless the text is the newest one already. Writers of one text come one after the other.
 * @param expected the version that the writer has seen, 0 for none; without it the last one wins
 * @throws LavaError `conflict` when there is another version than the expected one
 */
export async function putText(
  q: Queries,
  kind: TextKind,
  name: string,
  text: string,
  author: string,
  expected?: number,
) {
  await sql`select pg_advisory_xact_lock(${TEXT_LOCK}, hashtext(${`${kind} ${name}`}))`.execute(q);
  const newest = await getText(q, kind, name);
  const current = newest?.version ?? 0;
  // Who looks at one that was removed sees that there is none.
  if (!(expected === 0 && newest?.text === '')) assertVersion('this text', current, expected);
  if (newest?.text === text) return newest;
  return q
    .insertInto('text_versions')
    .values({ kind, name, text, author, version: current + 1 })
    .returning(['version', 'time', 'author', 'text'])
    .executeTakeFirstOrThrow();
}
