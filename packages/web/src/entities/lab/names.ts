// SPDX-License-Identifier: Apache-2.0
import { client } from '../../data/client.ts';
import type { NameFilter } from '../../ui/filters/filter.ts';

/** Where names of things of the lab are searched. */
type Names = Pick<NameFilter, 'resource' | 'names'>;

/** More than that nobody reads in a list; who types finds the others. */
const LIMIT = 50;

function of(text: string) {
  return { limit: LIMIT, ...(text !== '' && { search: text }) };
}

export const deviceNames: Names = {
  resource: 'device',
  names: async (text, signal) => namesOf(await client.withSignal(signal).devices.list(of(text))),
};

export const deviceTypeNames: Names = {
  resource: 'device-type',
  names: async (text, signal) => namesOf(await client.withSignal(signal).deviceTypes.list(of(text))),
};

export const workerNames: Names = {
  resource: 'worker',
  names: async (text, signal) => namesOf(await client.withSignal(signal).workers.list(of(text))),
};

export const groupNames: Names = {
  resource: 'group',
  names: async (text, signal) => namesOf(await client.withSignal(signal).groups(of(text))),
};

export const userNames: Names = {
  resource: 'user',
  names: async (text, signal) =>
    (await client.withSignal(signal).users(of(text))).items.map(({ username }) => username),
};

function namesOf({ items }: { items: readonly { name: string }[] }): string[] {
  return items.map(({ name }) => name);
}
