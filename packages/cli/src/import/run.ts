// SPDX-License-Identifier: Apache-2.0
import type { Client } from '@lava/protocol/api/client.ts';
import { Name } from '@lava/protocol/api/common.ts';
import type { SavedText, TextVersion } from '@lava/protocol/api/lab.ts';
import { LavaError, toLavaError } from '@lava/protocol/error/error.ts';
import type * as z from 'zod';
import type { Here } from './here.ts';
import type { Entry, Report } from './report.ts';
import type { Source } from './source.ts';

/** One import: from where, into what, and how. */
export interface Run {
  source: Source;
  client: Client;
  here: Here;
  report: Report;
  /** Shows where it is. */
  status(text: string): void;
  dryRun: boolean;
  overwrite: boolean;
  keepHealth: boolean;
}

/** What no other object would fare better with. */
const FATAL = new Set(['server-unreachable', 'database-down', 'unauthenticated', 'too-many-requests', 'bug']);

/** @returns what was thrown, unless nothing can follow it */
export function asProblem(thrown: unknown): LavaError {
  const error = toLavaError(thrown);
  if (FATAL.has(error.code)) throw error;
  return error;
}

/** Enters one object: what goes wrong with it is reported, and the others are entered. */
export async function enter(
  run: Run,
  kind: string,
  name: string,
  act: (entry: Entry) => Promise<void>,
): Promise<void> {
  const entry: Entry = { kind, name, outcome: 'equal', changed: [], differs: [], refused: [], remarks: [] };
  run.status(`${kind} ${name}`);
  try {
    assertName(name);
    await act(entry);
    if (entry.outcome === 'equal' && entry.changed.length > 0) entry.outcome = 'changed';
  } catch (thrown) {
    entry.refused.push(reasonOf(asProblem(thrown)));
    if (entry.outcome === 'equal') entry.outcome = entry.changed.length > 0 ? 'changed' : 'not taken';
  }
  run.report.add(entry);
}

/** A part of an object, without which the rest is taken all the same. */
export async function part(entry: Entry, what: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (thrown) {
    entry.refused.push(`${what}: ${reasonOf(asProblem(thrown))}`);
  }
}

function reasonOf({ message, problems }: LavaError): string {
  return [message, ...problems.slice(0, 3).map((each) => each.message)].join('; ');
}

/** Names become parts of addresses and files here. */
function assertName(name: string): void {
  if (!Name.safeParse(name).success || /^\.+$/.test(name))
    throw new LavaError('request-invalid', 'a name here has letters, digits and _ . @ + - only');
}

/** Adds an object that is not here. */
export async function add(run: Run, entry: Entry, act: () => Promise<unknown>): Promise<void> {
  if (!run.dryRun) await act();
  entry.outcome = 'added';
}

type Fields = Record<string, unknown>;

/** Fills what is empty here; what differs stays, unless it is to be overwritten. What is only here stays in any case. */
export async function fill<T extends Fields>(
  run: Run,
  entry: Entry,
  { here, there, save }: { here: Fields; there: T; save(set: Partial<T>): Promise<unknown> },
): Promise<void> {
  const wanted = Object.entries(there).filter(
    ([key, value]) => !isEmpty(value) && JSON.stringify(here[key]) !== JSON.stringify(value),
  );
  const set = wanted.filter(([key]) => run.overwrite || isEmpty(here[key]));
  for (const [key, value] of wanted.filter((each) => !set.includes(each)))
    entry.differs.push(`${key}: ${shown(here[key])} here, ${shown(value)} there`);
  if (set.length === 0) return;
  if (!run.dryRun) await save(Object.fromEntries(set) as Partial<T>);
  if (entry.outcome !== 'added') entry.changed.push(...set.map(([key]) => key));
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

interface KeptText {
  get(name: string): Promise<z.infer<typeof TextVersion>>;
  set(name: string, text: string): Promise<SavedText>;
}

/** A text that the server keeps with its versions. @param there undefined or empty: there is none */
export async function enterText(
  run: Run,
  entry: Entry,
  what: string,
  there: string | undefined,
  kept: KeptText,
): Promise<void> {
  if (!there) return;
  const isNew = entry.outcome === 'added';
  const here = isNew ? undefined : await textOf(kept, entry.name);
  if (here === there) return;
  if (here && !run.overwrite) {
    entry.differs.push(`${what}: another text here`);
    return;
  }
  if (!run.dryRun) {
    const { problems } = await kept.set(entry.name, there);
    for (const { message } of problems.slice(0, 3)) entry.remarks.push(`${what}: ${message}`);
  }
  if (!isNew) entry.changed.push(what);
}

async function textOf(kept: KeptText, name: string): Promise<string | undefined> {
  try {
    return (await kept.get(name)).text;
  } catch (thrown) {
    if (toLavaError(thrown).code === 'not-found') return undefined;
    throw thrown;
  }
}

/** The longest description that is kept here. */
const MOST_DESCRIPTION = 200;

export function description(entry: Entry, text: string): string {
  if (text.length <= MOST_DESCRIPTION) return text;
  entry.remarks.push(`its description is cut to ${MOST_DESCRIPTION} characters`);
  return text.slice(0, MOST_DESCRIPTION);
}
