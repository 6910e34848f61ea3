// SPDX-License-Identifier: Apache-2.0
import { closeSync, readSync } from 'node:fs';
import { openRegular } from '@lava/kit/fs/regular-file.ts';
import { LavaError } from '@lava/protocol/error/error.ts';

/** Holds the description within a sparse VMDK, which begins at 512. */
const HEAD = 64 * 1024;

/** By this QEMU knows a VMDK that is a description only, whatever comments it begins with. */
const DESCRIPTION = /^(?:#[^\n]*\n| +\r?\n)*version=\d/;

/**
 * Refuses a disk image whose content names another file: QEMU would open it, wherever on the worker it is.
 * @param what name of the artefact, for messages
 * @param isVmdk the job says that it is one; QEMU then takes any text for a description
 * @throws LavaError `artefact-invalid`
 */
export function judgeDisk(what: string, path: string, isVmdk: boolean): void {
  const head = read(path);
  const names = (kind: string) =>
    new LavaError('artefact-invalid', `${what} is a ${kind} image that names another file`, {
      hint: 'make it whole, e.g. by qemu-img convert',
    });
  const magic = head.toString('latin1', 0, 4);
  if (magic === 'QFI\u00fb') {
    const backing = head.readBigUInt64BE(8) !== 0n;
    const external = head.readUInt32BE(4) >= 3 && (head.readBigUInt64BE(72) & 4n) !== 0n;
    if (backing || external) throw names('qcow2');
  }
  if (magic === 'QED\0' && (head.readBigUInt64LE(16) & 1n) !== 0n) throw names('qed');
  if (vmdkNames(magic, head, isVmdk)) throw names('vmdk');
  // A differencing disk of Microsoft's: the type is at 60 of its footer, which is copied to the start.
  if (head.toString('latin1', 0, 8) === 'conectix' && head.readUInt32BE(60) === 4) throw names('vpc');
}

function vmdkNames(magic: string, head: Buffer, isVmdk: boolean): boolean {
  const isWhole = magic === 'COWD' || (magic === 'KDMV' && head.readBigUInt64LE(12) !== 0n);
  if (isWhole) return head.includes('parentFileNameHint');
  return isVmdk || magic === 'KDMV' || DESCRIPTION.test(head.toString('latin1'));
}

function read(path: string): Buffer {
  const head = Buffer.alloc(HEAD);
  const fd = openRegular(path);
  try {
    readSync(fd, head, 0, HEAD, 0);
  } finally {
    closeSync(fd);
  }
  return head;
}
