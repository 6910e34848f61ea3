// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where the unified hierarchy is: by itself, or together with that of version 1. */
const CGROUPS = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup'];

const BOOT =
  'umount -l /run/old; rmdir /run/old; exec /lib/systemd/systemd --system --log-target=journal --show-status=0';

/** Lines of shell that make a root a machine on which systemd is PID 1, with file systems of its own. The last one boots it. */
export function systemdSetup(root: string): string[] {
  const devices = ['null', 'zero', 'full', 'random', 'urandom', 'tty'];
  return [
    `mount -t sysfs -o ro sysfs ${root}/sys`,
    `mount -t cgroup2 cgroup2 ${root}/sys/fs/cgroup`,
    `mount -t tmpfs -o mode=755 tmpfs ${root}/dev`,
    ...devices.map((name) => `touch ${root}/dev/${name}; mount --bind /dev/${name} ${root}/dev/${name}`),
    `mkdir ${root}/dev/pts ${root}/dev/shm`,
    `mount -t devpts -o newinstance,ptmxmode=666 devpts ${root}/dev/pts`,
    `ln -s pts/ptmx ${root}/dev/ptmx; ln -s /proc/self/fd ${root}/dev/fd`,
    `mount -t tmpfs tmpfs ${root}/dev/shm`,
    `cd ${root}; mkdir -p run/old; pivot_root . run/old`,
    `echo ready; exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot . /bin/sh -c '${BOOT}' </dev/null >/dev/null 2>&1`,
  ];
}

/**
 * A control group for a host, whose processes see it as the root of all.
 * @throws Error where there is no hierarchy of version 2
 */
export function makeCgroup(name: string): { join: string; remove(): void } {
  const parent = CGROUPS.find((directory) => existsSync(join(directory, 'cgroup.subtree_control')));
  if (!parent) throw new Error('systemd needs control groups of version 2, and this machine has none');
  const path = join(parent, name);
  mkdirSync(path);
  return { join: `echo $$ >${path}/cgroup.procs`, remove: () => removeTree(path) };
}

/** Why this machine cannot boot hosts with systemd; undefined when it can. Leaves nothing. */
export function whyNoSystemd(): string | undefined {
  try {
    makeCgroup(`lava-probe-${process.pid}`).remove();
    return undefined;
  } catch (error) {
    return `no control groups for systemd here: ${(error as Error).message}`;
  }
}

/** Control groups are removed from the leaves up; processes that were killed just now may still be in them. */
function removeTree(path: string): void {
  for (const entry of readdirSync(path, { withFileTypes: true }))
    if (entry.isDirectory()) removeTree(join(path, entry.name));
  for (let tries = 0; tries < 100; tries++) {
    try {
      rmdirSync(path);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    }
  }
  throw new Error(`${path} still holds processes`);
}
