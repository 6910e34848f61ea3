// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';

/** A private network without a way out: a bridge in a name space of its own, and the hosts on it, 10.88.0.10 and up. */
export interface Network {
  /** Network name space of a host. */
  netnsOf(name: string): string;
  /** Name space and interface where all traffic between the hosts passes. */
  tap: { netns: string; device: string };
  addresses: Record<string, string>;
  close(): void;
}

const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'] });

/** @param names of the hosts, at most 8 */
export function createNetwork(id: string, names: readonly string[]): Network {
  const switchNs = `${id}-switch`;
  const netnsOf = (name: string) => `${id}-${name}`;
  const addresses: Record<string, string> = {};
  const made: string[] = [];
  const add = (netns: string) => {
    ip('netns', 'add', netns);
    made.push(netns);
    ip('-n', netns, 'link', 'set', 'lo', 'up');
  };
  add(switchNs);
  ip('-n', switchNs, 'link', 'add', 'br0', 'type', 'bridge');
  ip('-n', switchNs, 'addr', 'add', '10.88.0.1/24', 'dev', 'br0');
  ip('-n', switchNs, 'link', 'set', 'br0', 'up');
  names.forEach((name, i) => {
    const netns = netnsOf(name);
    add(netns);
    const address = `10.88.0.${i + 10}`;
    addresses[name] = address;
    ip('link', 'add', `v${i}`, 'netns', switchNs, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', netns);
    ip('-n', switchNs, 'link', 'set', `v${i}`, 'master', 'br0', 'up');
    ip('-n', netns, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
    ip('-n', netns, 'link', 'set', 'eth0', 'up');
  });
  return {
    netnsOf,
    tap: { netns: switchNs, device: 'br0' },
    addresses,
    close() {
      for (const netns of made) ip('netns', 'del', netns);
    },
  };
}
