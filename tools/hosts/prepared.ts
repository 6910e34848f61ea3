// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monthly } from '@lava/guest/monthly.ts';
import { cacheDirectory } from '@lava/guest/payload.ts';
import { baseRoot, type Suite } from './root.ts';

/** What our packages depend on, so that they can be installed without a network; and systemd, which a host may boot. */
const DEPENDENCIES = ['postgresql', 'git', 'xz-utils', 'e2fsprogs', 'logrotate', 'systemd-sysv', 'dbus'];
/** What their tests look with. */
const TOOLS = ['bash-completion', 'man-db', 'mandoc', 'qemu-system-x86'];
const ONLY_IN: Record<Suite, string[]> = { bookworm: [], trixie: ['lintian'] };

/** A Debian with everything that our packages depend on, and none of them. @throws Error as {@link rootWith} */
export function preparedRoot(suite: Suite): string {
  return rootWith(suite, 'packages', [...DEPENDENCIES, ...TOOLS, ...ONLY_IN[suite]]);
}

/** A Debian with LAVA's own worker and dispatcher, and QEMU. @throws Error as {@link rootWith} */
export function lavaRoot(): string {
  return rootWith('bookworm', 'lava', ['lava-dispatcher', 'qemu-system-x86']);
}

/**
 * A Debian with these packages; made once a month (a minute or two), then from the cache.
 * @throws Error with the end of what apt said
 */
function rootWith(suite: Suite, name: string, packages: readonly string[]): string {
  const { path: root, older } = monthly(join(cacheDirectory(), 'roots'), `${suite}-${name}`, packages);
  if (existsSync(root)) return root;
  const making = `${root}.making-${process.pid}`;
  const run = (command: string, ...args: string[]) => {
    const made = spawnSync(command, args, {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (made.status !== 0)
      throw new Error(
        `${command} failed: ${made.error?.message ?? (made.stdout + made.stderr).slice(-1500)}`,
      );
  };
  try {
    run('cp', '-a', baseRoot(suite), making);
    copyFileSync('/etc/resolv.conf', join(making, 'etc/resolv.conf'));
    const policy = join(making, 'usr/sbin/policy-rc.d');
    // Nothing may run in the root itself; hosts start what they find there.
    writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
    run('chroot', making, 'apt-get', 'update', '-qq');
    run('chroot', making, 'apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...packages);
    run('chroot', making, 'apt-get', 'clean');
    writeFileSync(policy, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    renameSync(making, root);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    if (older !== undefined) return older;
    throw error;
  }
  return root;
}
