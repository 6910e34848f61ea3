// SPDX-License-Identifier: Apache-2.0
import type { Slot } from '../engine/slot.ts';
import { Shared } from '../engine/target.ts';
import type { GuestDisk } from '../image/guest-disk.ts';
import type { ArtefactFile } from './file.ts';

export interface Image {
  file: Slot<ArtefactFile>;
  /** Fragment of the emulator's command line; `{key}` is the file. */
  argument: string | undefined;
}

/** Images of the last deploy of the namespace, by their key in the job. */
export const IMAGES = new Shared<ReadonlyMap<string, Image>>('images');

/** Disk with the test overlay, for guests that mount it themselves. */
export const GUEST_DISK = new Shared<GuestDisk>('guest disk');
