// SPDX-License-Identifier: Apache-2.0
import { gzipSync } from 'node:zlib';
import { type CpioEntry, writeCpio } from '@lava/kit/cpio.ts';

export interface RamdiskOptions {
  /** Static busybox of the guest's architecture. */
  busybox: Uint8Array;
  /** Ask for a name at the console (`root`, no password) instead of giving a shell. */
  login?: boolean;
  /** Instead of our own `/init`; what a faulty guest is made of. */
  init?: string;
  files?: CpioEntry[];
}

/** A gzip-compressed initramfs: busybox, a shell on the console, nothing else. */
export function buildRamdisk({ busybox, login = false, init, files = [] }: RamdiskOptions): Buffer {
  const entries: CpioEntry[] = [
    ...[
      'bin',
      'sbin',
      'usr/bin',
      'usr/sbin',
      'proc',
      'sys',
      'dev',
      'tmp',
      'run',
      'root',
      'etc',
      'var',
      'mnt',
    ].map((path) => ({ path })),
    // The kernel opens it for /init before anything is mounted.
    { path: 'dev/console', device: { kind: 'char', major: 5, minor: 1 }, mode: 0o600 },
    { path: 'bin/busybox', data: busybox, mode: 0o755 },
    { path: 'bin/sh', link: 'busybox' },
    { path: 'etc/passwd', data: 'root::0:0:root:/root:/bin/sh\n' },
    { path: 'etc/group', data: 'root:x:0:\n' },
    { path: 'etc/hostname', data: 'lava-demo\n' },
    { path: 'etc/profile', data: "export PATH=/usr/sbin:/usr/bin:/sbin:/bin\nexport PS1='/ # '\ncd /\n" },
    { path: 'init', data: init ?? initScript(login), mode: 0o755 },
    ...files,
  ];
  return gzipSync(writeCpio(entries), { level: 6 });
}

function initScript(login: boolean): string {
  // getty would wait for a carrier without -L, and the console's name differs by architecture.
  const session = login ? 'getty -L "$console" 115200 vt100' : 'setsid cttyhack sh -l';
  return `#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
/bin/busybox --install -s
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs tmp /tmp
mount -t tmpfs run /run
hostname -F /etc/hostname
ip link set lo up
# From here on the console belongs to the shell: kernel chatter would cut into the lines of tests.
echo 4 >/proc/sys/kernel/printk
console=$(cat /sys/class/tty/console/active)
console=\${console##* }
# A shell that ends is started again: without a process 1 the kernel panics.
while :; do ${session}; done
`;
}
