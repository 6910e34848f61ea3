// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GUESTS, type GuestArch } from '@lava/guest/guest.ts';
import { MODULE_LIST } from '@lava/guest/modules.ts';
import { getNbdClient } from '@lava/guest/nbd-client.ts';
import type { Payload } from '@lava/guest/payload.ts';
import { buildRamdisk } from '@lava/guest/ramdisk.ts';
import { qemuDevice } from '../dispatcher/guest-job.ts';

/** Of a ramdisk that continues with a root file system over the network: Debian's kernels cannot do that by themselves. */
const INIT = `#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
/bin/busybox --install -s
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
while read -r module; do insmod "$module"; done <${MODULE_LIST}
cat >/address <<'END'
#!/bin/sh
[ "$1" != bound ] || ip addr add "$ip/$mask" dev "$interface"
END
chmod 755 /address
ip link set eth0 up
udhcpc -i eth0 -n -q -s /address
for word in $(cat /proc/cmdline); do
  case $word in
  nfsroot=*)
    place=\${word#nfsroot=}
    mount -t nfs4 -o "addr=\${place%%:*},\${place#*,}" "\${place%%,*}" /mnt
    ;;
  nbd.server=*) server=\${word#*=} ;;
  nbd.port=*)
    nbd-client "$server" "\${word#*=}" /dev/nbd0
    mount -t ext4 /dev/nbd0 /mnt
    ;;
  esac
done
mount -t devtmpfs dev /mnt/dev
exec switch_root /mnt /init
`;

/** What a board boots whose root file system comes over the network. */
export interface NetworkRoot {
  /** Without modules, for a job that adds them. */
  ramdisk: string;
  /** With them. */
  initrd: string;
  /** Archive of the root file system. */
  root: string;
  modules: string;
}

/** @param directory a new one */
export function networkRoot(payload: Payload, directory: string): NetworkRoot {
  const at = (name: string) => join(directory, name);
  mkdirSync(at('root'), { recursive: true });
  writeFileSync(at('ramdisk.cpio.gz'), buildRamdisk({ busybox: readFileSync(payload.busybox), init: INIT }));
  const unpack = 'gzip -dc "$0" | cpio -idm --quiet --no-absolute-filenames';
  execFileSync('sh', ['-c', unpack, payload.ramdisk], { cwd: at('root') });
  execFileSync('tar', ['-C', at('root'), '-czf', at('root.tar.gz'), '.']);
  mkdirSync(at('modules'));
  execFileSync('tar', ['-C', at('modules'), '-xzf', payload.modules]);
  const append = '(cat "$0"; cd modules && find . | cpio -o -H newc --quiet | gzip -1) >initrd';
  execFileSync('sh', ['-c', append, at('ramdisk.cpio.gz')], { cwd: directory });
  return {
    ramdisk: at('ramdisk.cpio.gz'),
    initrd: at('initrd'),
    root: at('root.tar.gz'),
    modules: payload.modules,
  };
}

/** What a board boots whose root file system is a disk that comes over the network. */
export async function diskRoot({ root, initrd }: NetworkRoot, arch: GuestArch, directory: string) {
  const at = (name: string) => join(directory, name);
  mkdirSync(at('client'), { recursive: true });
  execFileSync('tar', ['-C', at('client'), '-xzf', await getNbdClient(arch)]);
  const append = '(cat "$0"; cd client && find . | cpio -o -H newc --quiet | gzip -1) >initrd';
  execFileSync('sh', ['-c', append, initrd], { cwd: directory });
  mkdirSync(at('root'));
  execFileSync('tar', ['-C', at('root'), '-xzf', root]);
  execFileSync('mke2fs', ['-q', '-t', 'ext4', '-d', at('root'), at('disk'), '16M']);
  return { initrd: at('initrd'), disk: at('disk') };
}

/** A QEMU with a network, and a kernel command line with the place of its root file system. @param mountOptions of NFS */
export function qemuOnNetwork(payload: Payload, mountOptions: string) {
  const device = qemuDevice(payload);
  const { command, options } = device.actions.boot.methods.qemu.parameters;
  const network = '-netdev user,id=net -device virtio-net-pci,netdev=net,romfile=';
  const append = {
    console: GUESTS[payload.arch].console,
    nfsrootargs: `nfsroot={NFS_SERVER_IP}:{NFSROOTFS},${mountOptions}`,
  };
  const parameters = {
    command,
    options: [...options.filter((option) => option !== '-net none'), network],
    append,
  };
  return {
    ...device,
    actions: {
      deploy: { methods: { image: null, nfs: null } },
      boot: { methods: { 'qemu-nfs': { parameters } } },
    },
  };
}
