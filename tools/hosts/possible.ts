// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What a host is made of, tried in earnest: a container may be root, have the programs, and still may not. */
const TRIALS: [what: string, command: (directory: string) => string][] = [
  [
    'network name spaces',
    () => `ip netns add lava-probe-${process.pid} && ip netns del lava-probe-${process.pid}`,
  ],
  [
    'pairs of network interfaces in them',
    () => 'unshare --net sh -c "ip link add type veth && ip link add type bridge"',
  ],
  ['translation of addresses (iptables)', () => 'unshare --net iptables -t nat -A POSTROUTING -j MASQUERADE'],
  [
    'process, mount and host name spaces',
    () => 'unshare --uts --ipc --mount --propagation private --pid --fork --kill-child hostname probe',
  ],
  [
    'overlay file systems',
    (d) =>
      `unshare --mount mount -t overlay overlay -o lowerdir=${d}/lower,upperdir=${d}/upper,workdir=${d}/work ${d}/root`,
  ],
  ['debootstrap', () => 'debootstrap --version'],
  ['tcpdump', () => 'tcpdump --version'],
];

/**
 * Why this machine cannot make hosts of its own; undefined when it can. Takes some tens of milliseconds and leaves nothing.
 */
export function whyNoHosts(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can make machines out of name spaces';
  // Where the hosts are made: a file system in memory may not carry an overlay where this one does.
  const directory = mkdtempSync('/var/tmp/lava-probe-');
  try {
    for (const part of ['lower', 'upper', 'work', 'root']) mkdirSync(join(directory, part));
    for (const [what, command] of TRIALS) {
      const { status, stderr } = spawnSync('sh', ['-c', command(directory)], { encoding: 'utf8' });
      if (status !== 0) return `no ${what} here: ${stderr.trim().split('\n').at(-1)}`;
    }
    return undefined;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
