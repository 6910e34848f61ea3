// SPDX-License-Identifier: Apache-2.0

import type { Slot } from '../engine/slot.ts';
import { HandOver } from '../engine/target.ts';
import type { GuestDisk } from '../image/guest-disk.ts';
import { OverlayTree } from '../image/tree.ts';
import type { Definition } from './definition-schema.ts';
import type { TestDefinitionFile } from './test-definition-file.ts';

/** A definition of a test block, as it will lie on the device. */
export interface OverlayDefinition {
  /** The block's entry in the job. */
  block: Definition;
  /** `<index>_<name>`, the index counted over all blocks of the namespace. */
  run: string;
  stage: number;
  /** `<job>_<level of the step that fetched it>` */
  uuid: string;
  /** Its files, relative to its directory on the device. */
  files: OverlayTree;
  file: TestDefinitionFile;
  commit: string | undefined;
}

/** The overlay of a namespace while it is made, and when it is done. */
export class Overlay {
  /** On the device, e.g. `/lava-42`. */
  readonly directory: string;
  readonly shell: string;
  readonly tree = new OverlayTree();
  readonly definitions: OverlayDefinition[] = [];
  /** Where it is for the device to use; undefined when it must be brought there. */
  applied: 'in image' | GuestDisk | undefined;

  constructor(directory: string, shell: string) {
    this.directory = directory;
    this.shell = shell;
  }

  /** Directory of a definition on the device. */
  place({ stage, run }: Pick<OverlayDefinition, 'stage' | 'run'>): string {
    return `${this.directory}/${stage}/tests/${run}`;
  }
}

/** The overlay of the nearest earlier block that makes one; filled when it has been built. */
export const OVERLAY = new HandOver<Slot<Overlay>>(
  'a test overlay',
  'put a deploy block of the same namespace before it',
);
