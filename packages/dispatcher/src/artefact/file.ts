// SPDX-License-Identifier: Apache-2.0
import type { Slot } from '../engine/slot.ts';
import type { OwnFile, SharedFile } from '../host/own-file.ts';

/** A file on the worker, ready for use; to be changed only where it is the job's own. */
export type ArtefactFile = Described &
  ({ shared: true; path: SharedFile } | { shared: false; path: OwnFile });

interface Described {
  /** Of the bytes as downloaded, before decompression. */
  sha256: string;
  /** Still compressed so, because the consumer needs it that way. */
  compression?: string;
}

/** A file of the job's own that goes into an image. */
export interface ExtraOverlay {
  name: string;
  format: 'file' | 'tar';
  path: string;
  file: Slot<ArtefactFile>;
}
