// SPDX-License-Identifier: Apache-2.0
import type { Account } from '@lava/protocol/api/auth.ts';
import { aliasMethods } from '@lava/protocol/api/client/names.ts';
import type { Client } from '@lava/protocol/api/client.ts';
import type { Device, DeviceType, Tag, Worker } from '@lava/protocol/api/lab.ts';
import { type Page, readPages } from '@lava/protocol/api/list.ts';
import type { AddGrant } from '@lava/protocol/api/permissions.ts';

/** What the server has already, by name; what is added later is added here too. */
export interface Here {
  types: Map<string, DeviceType>;
  /** Alias → its device type. */
  aliases: Map<string, string>;
  workers: Map<string, Worker>;
  devices: Map<string, Device>;
  tags: Map<string, Tag>;
  users: Map<string, Pick<Account, 'email'>>;
  /** Group → its members. */
  groups: Map<string, readonly string[]>;
  /** Keys by `grantKey`. */
  grants: Set<string>;
}

export type GivenTo = Pick<AddGrant, 'kind' | 'object' | 'permission' | 'user' | 'group'>;

export function grantKey({ kind, object, permission, user, group }: GivenTo): string {
  return JSON.stringify([kind, object, permission, user, group]);
}

export async function readHere(client: Client): Promise<Here> {
  const grants = await all((page) => client.permissions.list(page));
  const aliases = await all((page) => aliasMethods(client).list(page));
  const groups = await all((page) => client.groups(page));
  return {
    types: byName(await all((page) => client.deviceTypes.list(page))),
    aliases: new Map(aliases.map(({ name, deviceType }) => [name, deviceType])),
    workers: byName(await all((page) => client.workers.list(page))),
    devices: byName(await all((page) => client.devices.list(page))),
    tags: byName(await all((page) => client.tags(page))),
    users: new Map((await all((page) => client.users(page))).map((user) => [user.username, user])),
    groups: new Map(groups.map(({ name, members }) => [name, members])),
    grants: new Set(grants.map(grantKey)),
  };
}

async function all<T>(
  read: (page: { after: string | undefined; limit: number }) => Promise<Page<T>>,
): Promise<T[]> {
  return (await readPages(read)).items;
}

function byName<T extends { name: string }>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [item.name, item]));
}
