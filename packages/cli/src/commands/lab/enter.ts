// SPDX-License-Identifier: Apache-2.0
import { hostname } from 'node:os';
import { dictionaryOf, markOf } from '@lava/lab/boards/dictionary.ts';
import { deviceTypeOf } from '@lava/lab/boards/firmware.ts';
import { type Board, type LabFile, writeLab } from '@lava/lab/boards/lab-file.ts';
import type { Place } from '@lava/lab/boards/place.ts';
import type { Client } from '@lava/protocol/api/client.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { readServers } from '../../config/servers.ts';
import type { Context } from '../../context.ts';
import { UsageError } from '../../exit-code.ts';

export interface LabServer {
  client: Client;
  url: string;
  /** Name of the worker of this machine. */
  worker: string;
}

/**
 * The server that commands go to, and this machine's worker there; undefined when none is known.
 * @throws LavaError when the server does not answer, or refuses
 * @throws UsageError when no worker can be seen to be this machine
 */
export async function findServer(
  context: Context,
  asked: string | undefined,
): Promise<LabServer | undefined> {
  const { server, url: given } = context.options;
  if (server === undefined && given === undefined && !process.env.LAVA_URL && !readServers().current)
    return undefined;
  const { url } = context.access();
  const client = context.client();
  if (asked !== undefined) return { client, url, worker: (await client.workers.get(asked)).name };
  const names = (await client.workers.list({ limit: 200 })).items.map(({ name }) => name);
  const own = names.find((name) => name === hostname()) ?? (names.length === 1 ? names[0] : undefined);
  if (own !== undefined) return { client, url, worker: own };
  throw new UsageError(
    names.length === 0
      ? `${url} has no worker yet: add this machine (lava workers add NAME), or give --local`
      : `no worker of ${url} is called ${hostname()}: give --worker, one of ${names.join(', ')}, or --local`,
  );
}

/**
 * Makes each board a device of the worker, with its type; what an earlier `up` entered is brought up to date.
 * @throws LavaError `conflict` when a device of that name is not this lab's
 */
export async function enterBoards({
  client,
  url,
  worker,
  place,
  lab,
}: LabServer & { place: Place; lab: LabFile }): Promise<void> {
  for (const name of new Set(lab.boards.map(deviceTypeOf)))
    (await known(client.deviceTypes.get(name))) ??
      (await client.deviceTypes.add({ name, description: 'virtual board of `lava lab`' }));
  for (const board of lab.boards) {
    const text = dictionaryOf(place, lab, board);
    if (await known(client.devices.get(board.name))) await renew(client, board, place, text);
    else await add(client, board, worker, text);
    await client.devices.update(board.name, { worker, health: 'unknown', reason: 'lava lab up' });
  }
  writeLab(place, { ...lab, server: url });
}

async function add(client: Client, board: Board, worker: string, dictionary: string): Promise<void> {
  const description = 'virtual board of `lava lab`';
  const deviceType = deviceTypeOf(board);
  await client.devices.add({ name: board.name, deviceType, worker, description, dictionary });
}

async function renew(client: Client, { name }: Board, place: Place, text: string): Promise<void> {
  const stored = await client.devices.dictionary.get(name);
  if (!stored.text.startsWith(markOf(place)))
    throw new LavaError('conflict', `the server has a device ${name} that is not of this lab`, {
      hint: 'choose other names with --prefix, in a directory of its own (--state-dir)',
    });
  if (stored.text !== text) await client.devices.dictionary.set(name, text);
}

/** Sets the boards to maintenance. @returns those that were devices of this lab: the names, and the jobs that run on them */
export async function retireBoards(
  client: Client,
  place: Place,
  lab: LabFile,
): Promise<{ names: string[]; jobs: number[] }> {
  const [names, jobs]: [string[], number[]] = [[], []];
  for (const { name } of lab.boards) {
    const stored = (await known(client.devices.get(name)))
      ? await known(client.devices.dictionary.get(name))
      : undefined;
    if (!stored?.text.startsWith(markOf(place))) continue;
    await client.devices.update(name, { health: 'maintenance', reason: 'lava lab down' });
    names.push(name);
    // Afterwards no new one comes.
    const { currentJob } = await client.devices.get(name);
    if (currentJob !== null) jobs.push(currentJob);
  }
  return { names, jobs };
}

/** Undefined for what is not there. */
export async function known<T>(wanted: Promise<T>): Promise<T | undefined> {
  try {
    return await wanted;
  } catch (error) {
    if (error instanceof LavaError && error.code === 'not-found') return undefined;
    throw error;
  }
}
