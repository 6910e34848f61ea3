// SPDX-License-Identifier: Apache-2.0
import { type Client, createClient } from '@lava/protocol/api/client.ts';
import { MAX_PAGE } from '@lava/protocol/api/list.ts';
import { findAccess } from '../config/access.ts';
import { readServers } from '../config/servers.ts';
import type { Completion } from '../program/verb.ts';

/** Milliseconds that somebody who pressed Tab is ready to wait. */
const PATIENCE_MS = 1500;

type Kind = Exclude<Completion, 'file' | 'directory' | 'servers'>;

const MANY = { limit: MAX_PAGE };

const LISTS: Record<Kind, (client: Client) => Promise<(string | number)[]>> = {
  jobs: async (client) => (await client.jobs.list({ limit: 50 })).items.map(({ id }) => id),
  devices: async (client) => (await client.devices.list(MANY)).items.map(({ name }) => name),
  'device-types': async (client) => (await client.deviceTypes.list(MANY)).items.map(({ name }) => name),
  workers: async (client) => (await client.workers.list(MANY)).items.map(({ name }) => name),
  users: async (client) => (await client.users(MANY)).items.map(({ username }) => username),
};

/** Names of the lab's objects, or of stored servers; none when the server does not answer soon, or refuses. */
export async function namesOf(kind: Kind | 'servers'): Promise<string[]> {
  try {
    if (kind === 'servers')
      return Object.entries(readServers().servers).map(([url, { name }]) => plain(name ?? url));
    const { url, token } = findAccess({});
    const patient = AbortSignal.timeout(PATIENCE_MS);
    const client = createClient({
      baseUrl: url,
      token,
      fetch: (address, init) => fetch(address, { ...init, signal: patient }),
    });
    return (await LISTS[kind](client)).map((name) => plain(String(name)));
  } catch {
    // A completion that prints an error would destroy the line that is being typed.
    return [];
  }
}

/** Only what a shell takes literally: a name from a server must not become a command. */
function plain(name: string): string {
  return name.replace(/[^\w.@:/+-]/g, '');
}
