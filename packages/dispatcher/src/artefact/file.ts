// SPDX-License-Identifier: Apache-2.0
import type { Slot } from '../engine/slot.ts';

/** A file on the worker, ready for use. */
export interface ArtefactFile {
  path: string;
  /** Of the bytes as downloaded, before decompression. */
  sha256: string;
  /** Still compressed so, because the consumer wants it that way. */
  compression?: string;
}

/** A file of the job's own that goes into an image. */
export interface ExtraOverlay {
  name: string;
  format: 'file' | 'tar';
  path: string;
  file: Slot<ArtefactFile>;
}
