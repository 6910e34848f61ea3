// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';

/** Private networks without a way out, each host in a network name space of its own. */
export interface Network {
  /** Network name space of a host. */
  netnsOf(name: string): string;
  /** Name space and interface where all traffic between the hosts passes. */
  tap: { netns: string; device: string };
  /** IPv4 of the hosts on the bridge, 10.88.0.10 and up; a host behind NAT or without IPv4 is not in it. */
  addresses: Record<string, string>;
  /** IPv6 of the hosts on the bridge, fd88::10 and up. */
  addresses6: Record<string, string>;
  close(): void;
}

export interface NetworkOptions {
  /** These reach the bridge through a router that translates their addresses: nobody can reach them. */
  behindNat?: readonly string[];
  /** These have no IPv4. */
  onlyIpv6?: readonly string[];
  /** Networks between just two hosts, e.g. a worker and its boards: the first gets 10.77.N.1, the second 10.77.N.2, on `lab0`. */
  cables?: readonly (readonly [string, string])[];
}

const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'] });

/**
 * A bridge in a name space of its own, and the hosts on it.
 * @param names of the hosts on the bridge, at most 8
 */
export function createNetwork(id: string, names: readonly string[], options: NetworkOptions = {}): Network {
  const { behindNat = [], onlyIpv6 = [], cables = [] } = options;
  const switchNs = `${id}-switch`;
  const netnsOf = (name: string) => `${id}-${name}`;
  const addresses: Record<string, string> = {};
  const addresses6: Record<string, string> = {};
  const made = new Set<string>();
  const add = (netns: string) => {
    if (made.has(netns)) return;
    ip('netns', 'add', netns);
    made.add(netns);
    ip('-n', netns, 'link', 'set', 'lo', 'up');
  };
  const address = (netns: string, device: string, ...each: string[]) => {
    // Nobody else is here: without the check for duplicates an address works immediately.
    for (const one of each)
      ip('-n', netns, 'addr', 'add', one, 'dev', device, ...(one.includes(':') ? ['nodad'] : []));
    ip('-n', netns, 'link', 'set', device, 'up');
  };

  function close(): void {
    for (const netns of made) ip('netns', 'del', netns);
  }

  function plug(netns: string, index: number, ...each: string[]): void {
    const port = `v${index}`;
    ip('link', 'add', port, 'netns', switchNs, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', netns);
    ip('-n', switchNs, 'link', 'set', port, 'master', 'br0', 'up');
    address(netns, 'eth0', ...each);
  }

  /** A router of the host's own, as at somebody's desk: 192.168.N.1 inside, and outside the host's place on the bridge. */
  function plugBehindNat(name: string, index: number): void {
    const [netns, router, inside] = [netnsOf(name), netnsOf(`${name}-nat`), `192.168.${index}`];
    add(router);
    plug(router, index, `10.88.0.${index + 10}/24`);
    ip('link', 'add', 'inside', 'netns', router, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', netns);
    address(router, 'inside', `${inside}.1/24`);
    address(netns, 'eth0', `${inside}.2/24`);
    ip('-n', netns, 'route', 'add', 'default', 'via', `${inside}.1`);
    ip('netns', 'exec', router, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward');
    const translate = ['-A', 'POSTROUTING', '-o', 'eth0', '-j', 'MASQUERADE'];
    ip('netns', 'exec', router, 'iptables', '-t', 'nat', ...translate);
  }

  try {
    add(switchNs);
    ip('-n', switchNs, 'link', 'add', 'br0', 'type', 'bridge');
    address(switchNs, 'br0', '10.88.0.1/24');
    names.forEach((name, i) => {
      add(netnsOf(name));
      if (behindNat.includes(name)) {
        plugBehindNat(name, i);
        return;
      }
      addresses6[name] = `fd88::${i + 10}`;
      if (!onlyIpv6.includes(name)) addresses[name] = `10.88.0.${i + 10}`;
      const both = [addresses[name] && `${addresses[name]}/24`, `${addresses6[name]}/64`];
      plug(netnsOf(name), i, ...both.filter((one) => one !== undefined));
    });
    cables.forEach(([a, b], i) => {
      const [one, other] = [netnsOf(a), netnsOf(b)];
      for (const netns of [one, other]) add(netns);
      ip('link', 'add', 'lab0', 'netns', one, 'type', 'veth', 'peer', 'name', 'lab0', 'netns', other);
      address(one, 'lab0', `10.77.${i}.1/24`);
      address(other, 'lab0', `10.77.${i}.2/24`);
    });
  } catch (error) {
    close();
    throw error;
  }
  return { netnsOf, tap: { netns: switchNs, device: 'br0' }, addresses, addresses6, close };
}
