// SPDX-License-Identifier: Apache-2.0
import type { Block } from '@lava/protocol/job/job.ts';
import { Slot } from './slot.ts';

/** A test block that the namespace will run, known before its deploy and boot are planned. */
export interface PlannedTest {
  block: Block;
  /** Number of the block among those of its namespace that need the overlay: directory `/lava-<job>/<stage>`. */
  stage: number;
  needsDeploymentData: boolean;
  needsOverlay: boolean;
  needsShell: boolean;
}

/**
 * Names a value that blocks of one namespace share at run time, e.g. the connection. Declared once, in the module that
 * owns the value; who reads it imports the key, so producers and consumers can be found by reference.
 */
export class Shared<T> {
  /** For the message when it is read before it was set. */
  readonly what: string;
  /** Carries the type; never set. */
  declare readonly of: T;

  constructor(what: string) {
    this.what = what;
  }
}

/** What the blocks of one namespace know of each other. */
export class Target {
  readonly namespace: string;
  readonly tests: PlannedTest[] = [];
  /** `os` of the last deploy block planned, which decides shell and result directory. */
  os: string | undefined;
  readonly #slots = new Map<Shared<unknown>, Slot<unknown>>();

  constructor(namespace: string) {
    this.namespace = namespace;
  }

  slot<T>(key: Shared<T>): Slot<T> {
    const known = this.#slots.get(key);
    if (known) return known as Slot<T>;
    const slot = new Slot<T>(`${key.what} of namespace ${this.namespace}`);
    this.#slots.set(key, slot as Slot<unknown>);
    return slot;
  }

  get needsDeploymentData(): boolean {
    return this.tests.some((test) => test.needsDeploymentData);
  }

  get needsOverlay(): boolean {
    return this.tests.some((test) => test.needsOverlay);
  }

  get needsShell(): boolean {
    return this.tests.some((test) => test.needsShell);
  }
}
