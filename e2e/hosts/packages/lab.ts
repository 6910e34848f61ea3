// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { ensureDebianPackages } from '../../../tools/debian-packages.ts';
import { type Host, startHost } from '../../../tools/hosts/host.ts';
import { createNetwork } from '../../../tools/hosts/network.ts';
import { debsOf } from '../../../tools/hosts/packages.ts';
import { preparedRoot } from '../../../tools/hosts/prepared.ts';
import type { Suite } from '../../../tools/hosts/root.ts';

export const VERSION = '0.1.0';
export const NAMES = ['lava-dispatcher', 'lava-cli', 'lava-server', 'lava'];
export const PROGRAMS = ['lava', 'lava-run', 'lava-slave', 'lava-worker', 'lava-server', 'lava-master'];

/** Machines without a way out, with our packages in `/root`, not yet installed. */
export interface PackageLab {
  directory: string;
  /** Paths of the packages on this machine. */
  debs: string[];
  /** Debian 12 with sysvinit. */
  plain: Host;
  /** Debian 13 booted by systemd. */
  booted: Host;
  /** Debian 12 booted by systemd. */
  older: Host;
  /** What lintian says of them; it runs while the tests run. */
  lintian: Promise<{ status: number; output: string }>;
  debOf(name: string): string;
  filesOf(name: string): PackagedFile[];
  close(): void;
}

export interface PackagedFile {
  /** As `ls -l` prints it. */
  mode: string;
  /** `user/group`. */
  owner: string;
  path: string;
}

export async function startPackageLab(): Promise<PackageLab> {
  await ensureDebianPackages(['hosts']);
  const directory = mkdtempSync('/var/tmp/lava-packages-');
  const network = createNetwork(`lp${process.pid}`, ['plain', 'lab', 'older', 'lint']);
  const hosts: Host[] = [];
  function close(): void {
    for (const host of hosts) host.stop();
    network.close();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }
  async function start(name: string, suite: Suite, init?: 'systemd'): Promise<Host> {
    const place = { netns: network.netnsOf(name), hosts: network.addresses, directory };
    const host = await startHost({
      ...place,
      name,
      suite,
      lower: preparedRoot(suite),
      ...(init && { init }),
    });
    hosts.push(host);
    return host;
  }
  try {
    const debs = await debsOf(VERSION, ...NAMES);
    const plain = await start('plain', 'bookworm');
    const booted = await start('lab', 'trixie', 'systemd');
    const older = await start('older', 'bookworm', 'systemd');
    const lint = await start('lint', 'trixie');
    for (const host of hosts) for (const deb of debs) copyFileSync(deb, host.path(`/root/${basename(deb)}`));
    const lintian = lint.try('lintian --fail-on error,warning --tag-display-limit 0 /root/*.deb');
    for (const host of [booted, older])
      await host.sh('timeout 60 sh -c "until [ -S /run/dbus/system_bus_socket ]; do sleep 0.1; done"');
    const debOf = (name: string) => debs.find((deb) => basename(deb).startsWith(`${name}_`)) ?? '';
    return {
      ...{ directory, debs, plain, booted, older, lintian, debOf, close },
      filesOf: (name) => packagedFiles(debOf(name)),
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Path of a package in a host. */
export function there(name: string, version = VERSION): string {
  return `/root/${name}_${version}_*.deb`;
}

/** A field of a package's control file. */
export function field(deb: string, name: string): string {
  return execFileSync('dpkg-deb', ['-f', deb, name], { encoding: 'utf8' }).trim();
}

function packagedFiles(deb: string): PackagedFile[] {
  return execFileSync('dpkg-deb', ['-c', deb], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\S+ (\S+) +\d+ \S+ \S+ \.(\S+)/.exec(line) ?? [])
    .map(([line = '', owner = '', path = '']) => ({ mode: line.slice(0, 10), owner, path }))
    .filter(({ path }) => path !== '');
}
