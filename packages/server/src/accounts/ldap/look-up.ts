// SPDX-License-Identifier: Apache-2.0
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { LavaError } from '@lava/protocol/error/error.ts';
import {
  AndFilter,
  Client,
  type Entry,
  EqualityFilter,
  type Filter,
  FilterParser,
  InvalidCredentialsError,
  OrFilter,
} from 'ldapts';

/** How the directory is asked; the certificates are PEM. */
export interface LdapServer {
  url: string;
  plainText: boolean;
  ca?: string | undefined;
  bindDn?: string | undefined;
  bindPassword?: string | undefined;
  base: string;
  filter?: string | undefined;
  nameAttribute: string;
  mailAttribute: string;
  groupBase?: string | undefined;
}

/** Somebody whose password the directory knows. */
export interface LdapPerson {
  subject: string;
  username: string;
  email: string;
  /** DNs of their groups. */
  groups: string[];
}

/** For one step, and for all, milliseconds. */
const STEP_MS = 4_000;
const ALL_MS = 8_000;
/** An answer about one person is never larger. */
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_GROUPS = 1_000;

/** What servers call the number of an entry that stays when it is renamed, the most usual first. */
const IDS = ['entryUUID', 'objectGUID', 'ipaUniqueID', 'nsUniqueId'];

/**
 * Undefined: the name or the password is wrong. The name goes into the request as a value of its own, never as text of the
 * filter's language.
 * @throws LavaError `sign-in-unavailable` within seconds, whatever the directory does
 */
export async function lookUp(
  server: LdapServer,
  username: string,
  password: string,
): Promise<LdapPerson | undefined> {
  // A bind without a password succeeds for everybody.
  if (password === '') return undefined;
  const { client, destroy } = clientOf(server);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ALL_MS / 1000} s`)), ALL_MS);
  });
  try {
    return await Promise.race([converse(client, server, username, password), late]);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new LavaError(
      'sign-in-unavailable',
      `the directory ${server.url} cannot be asked: ${why.slice(0, 500)}`,
      { cause, hint: 'an admin finds the cause; accounts that have a password here can sign in' },
    );
  } finally {
    clearTimeout(timer);
    destroy();
  }
}

async function converse(client: Client, server: LdapServer, username: string, password: string) {
  const { url, plainText, ca, bindDn, bindPassword } = server;
  if (url.startsWith('ldap:') && !plainText)
    await client.startTLS({ host: hostOf(url), ...(ca !== undefined && { ca }) });
  if (bindDn !== undefined) await client.bind(bindDn, bindPassword);
  const entry = await personNamed(client, server, username);
  if (!entry) return undefined;
  const groups = await groupsOf(client, server, entry, username);
  try {
    await client.bind(entry.dn, password);
  } catch (error) {
    if (error instanceof InvalidCredentialsError) return undefined;
    throw error;
  }
  const name = texts(entry, server.nameAttribute).find((each) => same(each, username)) ?? username;
  return {
    subject: subjectOf(entry),
    username: name,
    email: texts(entry, server.mailAttribute)[0] ?? '',
    groups,
  };
}

async function personNamed(client: Client, server: LdapServer, username: string) {
  const { nameAttribute, mailAttribute, filter } = server;
  const named = new EqualityFilter({ attribute: nameAttribute, value: username });
  const { searchEntries } = await client.search(server.base, {
    scope: 'sub',
    filter: filter === undefined ? named : both(named, FilterParser.parseString(filter)),
    sizeLimit: 2,
    timeLimit: STEP_MS / 1000,
    attributes: [nameAttribute, mailAttribute, 'memberOf', ...IDS],
    explicitBufferAttributes: ['objectGUID'],
  });
  const [entry, other] = searchEntries;
  if (other) throw new Error(`there are several entries with ${nameAttribute}=${username}`);
  if (entry && !texts(entry, nameAttribute).some((each) => same(each, username)))
    throw new Error(`it was asked for ${nameAttribute}=${username}, and named ${entry.dn}`);
  return entry;
}

async function groupsOf(
  client: Client,
  { groupBase }: LdapServer,
  entry: Entry,
  username: string,
): Promise<string[]> {
  if (groupBase === undefined) return texts(entry, 'memberOf').slice(0, MAX_GROUPS);
  const { searchEntries } = await client.search(groupBase, {
    scope: 'sub',
    filter: new OrFilter({
      filters: [
        new EqualityFilter({ attribute: 'member', value: entry.dn }),
        new EqualityFilter({ attribute: 'uniqueMember', value: entry.dn }),
        new EqualityFilter({ attribute: 'memberUid', value: username }),
      ],
    }),
    sizeLimit: MAX_GROUPS,
    timeLimit: STEP_MS / 1000,
    attributes: ['1.1'],
  });
  return searchEntries.map((group) => group.dn);
}

const both = (one: Filter, other: Filter) => new AndFilter({ filters: [one, other] });

/** The values of an attribute, however the directory spells its name. */
function texts(entry: Entry, attribute: string): string[] {
  const key = Object.keys(entry).find((each) => same(each, attribute));
  const values = key === undefined ? [] : [entry[key] ?? []].flat();
  return values.map((value) => (Buffer.isBuffer(value) ? value.toString('hex') : value));
}

/** What stays when somebody is renamed, and is given to nobody else; where the directory has no such thing, the DN. */
function subjectOf(entry: Entry): string {
  for (const id of IDS) {
    const [value] = texts(entry, id);
    if (value) return `${id}=${value}`;
  }
  return `dn=${entry.dn.toLowerCase()}`;
}

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** One connection: the library would make another, without StartTLS, when the directory closes it before the password. */
function clientOf({ url, ca }: LdapServer): { client: Client; destroy: () => void } {
  const sockets: Socket[] = [];
  const keep = <S extends Socket>(socket: S): S => {
    sockets.push(socket);
    return socket;
  };
  const once = () => {
    if (sockets.length > 0) throw new Error('it closed the connection');
  };
  const client = new Client({
    url,
    timeout: STEP_MS,
    connectTimeout: STEP_MS,
    // Given for ldap://, it would be spoken as ldaps://.
    ...(url.startsWith('ldaps:') && { tlsOptions: { ...(ca !== undefined && { ca }) } }),
    createConnection: ((port: number, host: string) => {
      once();
      return keep(connect(port, host));
    }) as typeof connect,
    createSecureConnection: ((...args: Parameters<typeof connectTls>) => {
      // With a socket in its options it uses that one.
      if (typeof args[0] === 'number') once();
      return keep(connectTls(...args));
    }) as typeof connectTls,
  });
  const watch = setInterval(() => {
    for (const socket of sockets)
      if (socket.bytesRead > MAX_BYTES) socket.destroy(new Error(`it sent more than ${MAX_BYTES} bytes`));
  }, 50);
  return {
    client,
    destroy() {
      clearInterval(watch);
      for (const socket of sockets) socket.destroy();
    },
  };
}

const hostOf = (url: string) => new URL(url).hostname.replace(/^\[|\]$/g, '');
