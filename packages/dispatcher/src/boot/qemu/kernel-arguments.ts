// SPDX-License-Identifier: Apache-2.0
import type { NfsPlace } from '../../artefact/deployed.ts';
import { fillIn } from '../../bootloader/placeholders.ts';
import type { QemuDevice } from './schema.ts';

type Parts = NonNullable<NonNullable<QemuDevice>['parameters']>['append'];

/** The kernel's command line of a guest whose root file system is on the worker, as words for QEMU. */
export function kernelArguments(parts: Parts, { server, path }: NfsPlace): string[] {
  const {
    console,
    root = '/dev/nfs',
    nfsrootargs = 'nfsroot={NFS_SERVER_IP}:{NFSROOTFS},tcp,hard',
    ipargs,
  } = parts ?? {};
  const words = [console && `console=${console}`, `root=${root}`, 'rw', nfsrootargs, ipargs];
  const line = words.filter(Boolean).join(' ');
  return ['-append', ...fillIn([line], { NFS_SERVER_IP: server, NFSROOTFS: path }).commands];
}
