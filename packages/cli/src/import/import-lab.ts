// SPDX-License-Identifier: Apache-2.0
import { tagMethods } from '@lava/protocol/api/client/names.ts';
import { LavaError, toLavaError } from '@lava/protocol/error/error.ts';
import type * as z from 'zod';
import { enterDevices } from './devices.ts';
import { type GrantsThere, readGrants } from './grants.ts';
import { enterNamed, enterPeople, type PeopleThere, readPeople } from './people.ts';
import { add, asProblem, description, enter, fill, type Run } from './run.ts';
import { DeviceThere, TagThere, TypeThere, WorkerThere } from './shapes.ts';
import { enterTypes } from './types.ts';
import { enterWorkers } from './workers.ts';

/** Enters the lab of the other server; what is named comes before what names it. */
export async function importLab(run: Run, { permissions }: { permissions: boolean }): Promise<void> {
  const misread = (what: string) => notRead(run, what, 'not in a form that is known');
  const grants = permissions ? await grantsOf(run, misread) : [];
  run.status('reading the lists');
  const tags = await readTags(run);
  const types = await readList(run, TypeThere, 'devicetypes/?ordering=name');
  const workers = await readList(run, WorkerThere, 'workers/?ordering=hostname');
  const devices = await readList(run, DeviceThere, 'devices/?all=true&ordering=hostname');
  run.status('reading users and groups');
  const people = await peopleOf(run);
  if (people) await enterPeople(run, people);
  await enterNamed(run, new Set(grants.map(({ group }) => group)));
  for (const tag of tags) await enterTag(run, tag);
  await enterWorkers(run, workers);
  await enterTypes(run, types, grants);
  const users = people?.users.map(({ id, username }) => [id, username] as const);
  const groups = [...(people?.groups ?? [])].map(([name, { id }]) => [id, name] as const);
  const names = {
    tags: new Map(tags.map(({ id, name }) => [id, name])),
    users: new Map(users),
    groups: new Map(groups),
  };
  await enterDevices(run, { devices, grants, names });
}

async function peopleOf(run: Run): Promise<PeopleThere | undefined> {
  try {
    return await readPeople(run.source);
  } catch (thrown) {
    notRead(run, 'users and groups', `${asProblem(thrown).message}; groups that permissions name are added`);
    return undefined;
  }
}

/** Without them, everybody would see here what only some see there. */
async function grantsOf(run: Run, misread: (what: string) => void): Promise<GrantsThere> {
  try {
    return await readGrants(run.source, misread);
  } catch (thrown) {
    if (toLavaError(thrown).code !== 'forbidden') throw thrown;
    throw new LavaError('forbidden', `${run.source.url} shows permissions to superusers only`, {
      hint: 'give the token of one; or --without-permissions, and what it adds is visible to everybody',
      cause: thrown,
    });
  }
}

async function readTags(run: Run): Promise<TagThere[]> {
  try {
    return await readList(run, TagThere, 'tags/?ordering=id');
  } catch (thrown) {
    if (toLavaError(thrown).code !== 'forbidden') throw thrown;
    notRead(run, 'tags', 'they are listed to accounts only: give a token');
    return [];
  }
}

/** What is not in LAVA's form is reported, and the others are taken. */
async function readList<T extends z.ZodType>(run: Run, schema: T, path: string): Promise<z.output<T>[]> {
  const items = (await run.source.list(path)).map((item) => schema.safeParse(item));
  const misread = items.filter(({ success }) => !success).length;
  const list = path.split('/')[0] ?? path;
  if (misread > 0) notRead(run, list, `${misread} of them are not in a form that is known`);
  return items.flatMap(({ success, data }) => (success ? [data as z.output<T>] : []));
}

function notRead(run: Run, what: string, reason: string): void {
  const entry = { kind: 'list of', name: what, outcome: 'not taken' as const, refused: [reason] };
  run.report.add({ ...entry, changed: [], differs: [], remarks: [] });
}

function enterTag(run: Run, { name, description: text }: TagThere): Promise<void> {
  return enter(run, 'tag', name, async (entry) => {
    const here = run.here.tags.get(name);
    const there = { description: description(entry, text) };
    const tags = tagMethods(run.client);
    if (!here) await add(run, entry, () => tags.add({ name, ...there }));
    else
      await fill(run, entry, {
        here: { ...here },
        there,
        save: (set) => tags.update(name, { ...there, ...set }),
      });
  });
}
