// SPDX-License-Identifier: Apache-2.0
import { type LookupAddress, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { LavaError } from '@lava/protocol/error/error.ts';

/** Which addresses jobs may make the server talk to: those of the internet, and what the admin allows in addition. */

const CLOSED = new BlockList();
for (const [network, prefix] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
  ] as const),
  ...([
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
  ] as const),
  ...([
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const),
] as const)
  CLOSED.addSubnet(network, prefix, 'ipv4');
/** Of IPv6 only what is given to the internet, without what leads on to IPv4 or is for examples. */
const OPEN = new BlockList();
OPEN.addSubnet('2000::', 3, 'ipv6');
for (const [network, prefix] of [
  ...([
    ['2001::', 23],
    ['2001:db8::', 32],
    ['2002::', 16],
    ['3fff::', 20],
  ] as const),
] as const)
  CLOSED.addSubnet(network, prefix, 'ipv6');

export interface Allowed {
  /** Names, in lower case, whose addresses may be any. */
  hosts: ReadonlySet<string>;
  networks: BlockList;
}

/** The setting of that name. @throws LavaError `config-invalid` */
export function allowedReceivers(setting: readonly string[]): Allowed {
  try {
    return allowedOf(setting);
  } catch (cause) {
    throw new LavaError('config-invalid', `private_receivers: ${(cause as Error).message}`, { cause });
  }
}

/** @param entries names of hosts, addresses, and networks such as 10.0.0.0/8. @throws Error for one that is none of these */
export function allowedOf(entries: readonly string[]): Allowed {
  const hosts = new Set<string>();
  const networks = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/');
    const family = isIP(address);
    if (family === 0 && prefix === undefined && /^[a-z0-9._-]+$/i.test(entry)) hosts.add(entry.toLowerCase());
    else if (family === 0) throw new Error(`${entry} is neither a host, an address nor a network`);
    else if (prefix === undefined) networks.addAddress(address, family === 4 ? 'ipv4' : 'ipv6');
    else if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > (family === 4 ? 32 : 128))
      throw new Error(`${entry}: the number behind / must be 0 to ${family === 4 ? 32 : 128}`);
    else networks.addSubnet(address, Number(prefix), family === 4 ? 'ipv4' : 'ipv6');
  }
  return { hosts, networks };
}

/** Whether the server may connect to this address. */
export function isReachable(address: string, allowed: Allowed['networks']): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return isReachable(mapped, allowed);
  if (isIP(address) === 4) return allowed.check(address, 'ipv4') || !CLOSED.check(address, 'ipv4');
  if (isIP(address) !== 6) return false;
  return allowed.check(address, 'ipv6') || (OPEN.check(address, 'ipv6') && !CLOSED.check(address, 'ipv6'));
}

/**
 * Resolves a name for the very connection that is made then, so that no second answer of its name server counts.
 * For a host that is an address, Node does not ask: {@link refuseAddress}.
 */
export function guardedLookup(allowed: Allowed): LookupFunction {
  return (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '', 0);
      const free = allowed.hosts.has(host.toLowerCase());
      const good = found.filter(({ address }) => free || isReachable(address, allowed.networks));
      const [first] = good;
      if (!first) return done(refused(host, found), '', 0);
      if (options.all) (done as unknown as (e: null, all: LookupAddress[]) => void)(null, good);
      else done(null, first.address, first.family);
    });
  };
}

/** @param host as a URL has it. @throws LavaError `forbidden` for an address that may not be reached */
export function refuseAddress(host: string, { hosts, networks }: Allowed): void {
  const address = host.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0 && !hosts.has(host) && !isReachable(address, networks)) throw refused(host, []);
}

function refused(host: string, found: readonly LookupAddress[]): LavaError {
  const of = found.map(({ address }) => address).join(', ');
  return new LavaError(
    'forbidden',
    `${host}${of === '' ? '' : ` (${of})`} is not on the internet, and the admin has not allowed it`,
    { hint: 'an admin adds the host or its network to the setting private_receivers' },
  );
}
