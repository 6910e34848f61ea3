// SPDX-License-Identifier: Apache-2.0

import { Slot } from '../engine/slot.ts';
import { HandOver } from '../engine/target.ts';
import type { GuestDisk } from '../image/guest-disk.ts';
import type { ArtefactFile } from './file.ts';

/** A file that a deploy block fetches. */
export interface DeployedFile {
  /** Filled when it has been fetched. */
  file: Slot<ArtefactFile>;
  /** Fragment of an emulator's command line; `{role}` is the file. */
  argument: string | undefined;
}

/** A disk with the test overlay, for guests that mount it themselves. */
export interface DeployedGuest {
  /** Empty where the overlay is in an image already. */
  disk: Slot<GuestDisk>;
  /** QEMU's `if=` and `id=` of its drive. */
  bus: string;
  drive: string;
}

/** A root file system that the device mounts by NFS. */
export interface NfsPlace {
  server: string;
  path: string;
}

/** A disk that the device attaches by NBD. */
export interface NbdPlace {
  server: string;
  port: number;
}

/** What a deploy block leaves for the boot and test blocks of its namespace. */
export interface Deployed {
  /** The deploy method. */
  by: string;
  /** How whoever boots reaches the files: in the job's directory on the worker, or by a server of the worker. */
  served: 'directory' | 'tftp' | 'nfs';
  /** By role (`kernel`, `ramdisk`, `dtb`) or by the name that the job gives, in the order of the job. */
  files: ReadonlyMap<string, DeployedFile>;
  /** Paths as the server of the worker knows them, by role; for files that are served. */
  places: Slot<ReadonlyMap<string, string>>;
  /** Filled where the block gives the device a root file system by NFS. */
  nfs: Slot<NfsPlace>;
  /** Filled where the block gives the device a disk by NBD. */
  nbd: Slot<NbdPlace>;
  /** Form of the kernel, where the job says so. */
  kernelType: 'image' | 'uimage' | 'zimage' | undefined;
  guest: DeployedGuest | undefined;
}

/** The files of the nearest earlier deploy block. */
export const DEPLOYED = new HandOver<Deployed>(
  'the files of a deploy block',
  'put a deploy block of the same namespace before it',
);

/** To plan with where a plan without a deploy block is only looked at. */
export function nothingDeployed(): Deployed {
  return {
    ...{ by: '', served: 'directory', files: new Map(), kernelType: undefined, guest: undefined },
    ...{ places: noPlaces(), nfs: noNfs(), nbd: noNbd() },
  };
}

export function noPlaces(): Deployed['places'] {
  return new Slot('places of the served files');
}

export function noNfs(): Deployed['nfs'] {
  return new Slot('root file system by NFS');
}

export function noNbd(): Deployed['nbd'] {
  return new Slot('disk by NBD');
}
